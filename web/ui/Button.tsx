import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import css from "./Button.module.css";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: "plain" | "primary" | "danger" | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}

export function Button({ look, className, ...rest }: ButtonProps) {
  return <button type="button" {...rest} className={classes(css["button"], look && css[look], className)} />;
}

interface IconButtonProps extends Omit<ButtonProps, "look" | "children"> {
  /** Spoken name, also shown on hover. */
  label: string;
  icon: LucideIcon;
}

export function IconButton({ label, icon, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={classes(css["button"], css["icon"], className)}
    >
      <Icon of={icon} />
    </button>
  );
}
