import { depthOfCall, DEPTH_HEADER, tooDeepWords } from '../../../flow/addToFlow/depth';

describe('somebody who is not led on any further', () => {
	it('is told how often it was, and the remedy', () => {
		expect(tooDeepWords(11, 10)).toBe(
			'Add to Flow has led on 10 times, and the limit is 10. Most likely flows add to each other in a circle; if not, raise Depth Limit.',
		);
	});
});

describe('the header with which the depth goes along', () => {
	it('is the one that a route reads', () => {
		expect(depthOfCall({ [DEPTH_HEADER]: '7' })).toBe(7);
	});

	it('is in lower case, as Node.js gives the names of headers', () => {
		expect(DEPTH_HEADER).toBe(DEPTH_HEADER.toLowerCase());
	});
});

describe('how often Add to Flow has led on', () => {
	it.each<[string | string[] | undefined, number]>([
		['0', 0],
		['1', 1],
		['12', 12],
		['1000', 1000],
		[['3', '4'], 3],
		[undefined, 0],
		['', 0],
		['1001', 0],
		['99999', 0],
		['-1', 0],
		['1.5', 0],
		['1e2', 0],
		[' 1', 0],
		['0x1', 0],
		['ten', 0],
	])('is what the header says, if it is a whole number up to 1000: %j', (header, depth) => {
		expect(depthOfCall({ 'flow-elements-depth': header })).toBe(depth);
	});

	it('is nothing without the header', () => {
		expect(depthOfCall({})).toBe(0);
	});
});
