/** What the hosts under contract are set to. */
export const adminToken = "owner-of-this-contract-0123";

export const contractVariables = {
  GLASSHOUSE_ADMIN_TOKEN: adminToken,
  /** Three answers of the contract's model; the fourth is over it. */
  GLASSHOUSE_QUOTAS: JSON.stringify({ guest: 25_000 }),
};
