/** @returns values that nobody would expect where a service sends JSON, each with a name */
export function hostileBodies(): Array<[name: string, value: unknown]> {
	let deep: unknown = 'x';
	for (let depth = 0; depth < 20_000; depth++) deep = [deep];
	return [
		['nothing', undefined],
		['null', null],
		['text', 'hush'],
		['empty text', ''],
		['a number', 5],
		['a truth', true],
		['a list', [1, 'a', null, {}]],
		['an empty object', {}],
		['names of prototypes', JSON.parse('{"__proto__":{"status":{"groupId":3}},"constructor":{"prototype":{}},"toString":1}')],
		['lists where objects are', { results: [[]], entry: [[]], changes: [[]], value: [], status: [], contact: [], message: [], messages: [[]] }],
		['objects where lists are', { results: {}, entry: {}, changes: {}, messages: {}, statuses: {}, contacts: {}, errors: {} }],
		['objects where texts are', { id: {}, messageId: {}, from: {}, to: {}, type: {}, timestamp: {}, text: {}, status: {}, name: {} }],
		['nesting without end', { results: [deep], entry: [deep], value: deep }],
	];
}
