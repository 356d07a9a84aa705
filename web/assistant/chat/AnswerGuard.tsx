import { Component, type ReactNode } from "react";

interface AnswerGuardProps {
  /** What is shown when drawing fails, for example of markdown nested ten thousand times. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Keeps an answer that cannot be drawn from taking the page with it. */
export class AnswerGuard extends Component<AnswerGuardProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
