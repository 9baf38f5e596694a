import type { ResponseClass } from '../../../flow/http/responseClass';
import { classOfStatus } from '../../../flow/http/responseClass';

describe('a status code', () => {
	it.each<[number, ResponseClass]>([
		[200, 'success'],
		[204, 'success'],
		[299, 'success'],
		[300, 'redirect'],
		[304, 'redirect'],
		[399, 'redirect'],
		[400, 'clientError'],
		[404, 'clientError'],
		[429, 'clientError'],
		[499, 'clientError'],
		[500, 'serverError'],
		[503, 'serverError'],
		[599, 'serverError'],
		[0, 'serverError'],
		[199, 'serverError'],
		[600, 'serverError'],
		[999, 'serverError'],
		[Number.NaN, 'serverError'],
	])('%s is of the class %s', (status, responseClass) => {
		expect(classOfStatus(status)).toBe(responseClass);
	});
});
