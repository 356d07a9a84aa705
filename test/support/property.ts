import fc from "fast-check";

/** `npm test` tries the same cases each time; PROPERTY_SEED=NUMBER tries others, and a failure prints its seed. */
fc.configureGlobal({ seed: Number(process.env["PROPERTY_SEED"] ?? 20_261_125) });

export { fc };
