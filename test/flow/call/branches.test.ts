import type { BranchChoice } from '../../../flow/call/branches';
import { branchCount, branchOf, parseStatusCodes, StatusCodeError, UNSENT_BRANCH } from '../../../flow/call/branches';
import type { ResponseClass } from '../../../flow/http/responseClass';
import { classOfStatus } from '../../../flow/http/responseClass';

const outputOf = (status: number | undefined, choice: BranchChoice) =>
	branchOf({ class: status === undefined ? 'noResponse' : classOfStatus(status), status }, choice);

describe('an item that could not be sent', () => {
	it.each<BranchChoice['mode']>(['byClass', 'simple'])("leaves like a client's error in the mode %s", (mode) => {
		expect(UNSENT_BRANCH).toBe(branchOf({ class: 'clientError' }, { mode, statusCodes: [] }));
	});
});

describe('the outputs', () => {
	it.each<[BranchChoice['mode'], ResponseClass, number]>([
		['byClass', 'success', 0],
		['byClass', 'redirect', 1],
		['byClass', 'clientError', 1],
		['byClass', 'serverError', 2],
		['byClass', 'noResponse', 3],
		['simple', 'success', 0],
		['simple', 'redirect', 1],
		['simple', 'clientError', 1],
		['simple', 'serverError', 1],
		['simple', 'noResponse', 1],
	])('%s: %s leaves by output %i', (mode, responseClass, output) => {
		expect(branchOf({ class: responseClass }, { mode, statusCodes: [] })).toBe(output);
	});

	it.each<[BranchChoice['mode'], number | undefined, number]>([
		['byClass', 404, 4],
		['byClass', 201, 5],
		['byClass', 500, 6],
		['byClass', 302, 7],
		['byClass', 400, 1],
		['byClass', 200, 0],
		['byClass', 503, 2],
		['byClass', undefined, 3],
		['simple', 404, 2],
		['simple', 201, 3],
		['simple', 500, 4],
		['simple', 302, 5],
		['simple', 400, 1],
		['simple', undefined, 1],
	])('%s with own outputs for 404, 201, 500 and 302: %s leaves by output %i', (mode, status, output) => {
		expect(outputOf(status, { mode, statusCodes: [404, 201, 500, 302] })).toBe(output);
	});

	it.each<[BranchChoice, number]>([
		[{ mode: 'byClass', statusCodes: [] }, 4],
		[{ mode: 'byClass', statusCodes: [404, 409] }, 6],
		[{ mode: 'simple', statusCodes: [] }, 2],
		[{ mode: 'simple', statusCodes: [404, 409, 429] }, 5],
	])('of %j are %i', (choice, count) => {
		expect(branchCount(choice)).toBe(count);
	});
});

describe('a list of status codes', () => {
	it.each<[string, number[]]>([
		['', []],
		['  ', []],
		[',,', []],
		['404', [404]],
		['404, 409,429', [404, 409, 429]],
		[' 500 ,200 ', [500, 200]],
		['404,409,404', [404, 409]],
		['200,599', [200, 599]],
		['404\n,\t409', [404, 409]],
	])('%j is %j', (text, codes) => {
		expect(parseStatusCodes(text)).toEqual(codes);
	});

	it.each(['4xx', '199', '600', '40', '4040', '404.0', '-404', '4 04', '404;409', 'NaN', '0x194', '٤٠٤'])(
		'refuses "%s" and names it',
		(entry) => {
			const parse = () => parseStatusCodes(`500, ${entry}`);
			expect(parse).toThrow(StatusCodeError);
			expect(parse).toThrow(
				`"${entry}" is not an HTTP status code. Write codes from 200 to 599 with commas between them, e.g. 404, 409, 429.`,
			);
		},
	);
});
