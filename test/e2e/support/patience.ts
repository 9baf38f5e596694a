// A real n8n on a busy machine takes its time.
jest.setTimeout(60_000);
