// Five busy processes take their time, and a start of one of them takes more.
jest.setTimeout(60_000);

// Without the services every test is skipped; stop.mjs says why.
if (process.env.QUEUE_SKIPPED) Object.assign(globalThis, { describe: describe.skip, it: it.skip, test: test.skip });
