/** The glass house. */
export function Logo({ size }: { size: number }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M3 21V10l9-7 9 7v11z" />
      <path d="M12 3v18M3 10h18M7.5 6.5V21M16.5 6.5V21" />
    </svg>
  );
}
