import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { progressOfRuns, tellsWhenRunStops } from '../../../nodes/shared/runs';

const warn = jest.fn();
const contextOf = (additionalData: object) => ({ additionalData, logger: { warn } }) as unknown as IWebhookFunctions & IExecuteFunctions;
const asked = async (getRunExecutionData: () => Promise<unknown>) => await progressOfRuns(contextOf({ getRunExecutionData }))('7');
beforeEach(() => warn.mockClear());

describe('what n8n tells of a run', () => {
	it('is read out of its record', async () => {
		expect(await asked(async () => ({ waitTill: new Date() }))).toBe('waiting');
	});

	it('is that it is gone only when there is no record', async () => {
		expect(await asked(async () => undefined)).toBe('gone');
	});

	it('is nothing when the database is away', async () => {
		expect(await asked(async () => await Promise.reject(new Error('database is locked')))).toBe('untold');
		expect(warn).toHaveBeenCalledWith(expect.stringContaining('database is locked'));
	});

	it('is nothing in an n8n that cannot be asked, which is said once', async () => {
		for (let n = 0; n < 3; n++) expect(await progressOfRuns(contextOf({}))('7')).toBe('untold');
		expect(warn).toHaveBeenCalledTimes(1);
	});
});

it('whether n8n tells when a run stops is said once when it does not', () => {
	expect(tellsWhenRunStops(contextOf({ hooks: { addHandler: jest.fn() } }))).toBe(true);
	for (let n = 0; n < 3; n++) expect(tellsWhenRunStops(contextOf({ hooks: {} }))).toBe(false);
	expect(warn).toHaveBeenCalledTimes(1);
});
