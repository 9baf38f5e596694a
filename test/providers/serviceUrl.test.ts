import { pathPart, serviceBase, serviceUrl } from '../../providers/serviceUrl';

const base = (text: string) => serviceBase(text, 'Base URL', 'https://api.example.com');

describe('the address of a service', () => {
	it.each([
		['https://api.example.com', 'https://api.example.com'],
		[' https://api.example.com/ \n', 'https://api.example.com/'],
		['http://localhost:5690', 'http://localhost:5690'],
		['http://127.0.0.1:5690/', 'http://127.0.0.1:5690/'],
		['http://[::1]:5690', 'http://[::1]:5690'],
	])('can be %j', (text, address) => {
		expect(base(text)).toBe(address);
	});

	it.each([
		['', 'Base URL of the credential is empty. Write for example https://api.example.com.'],
		['  ', 'Base URL of the credential is empty. Write for example https://api.example.com.'],
		['api.example.com', 'Base URL of the credential is not a URL. Write for example https://api.example.com.'],
		['ftp://api.example.com', 'Base URL of the credential is not a URL. Write for example https://api.example.com.'],
		[
			'http://api.example.com',
			'Base URL of the credential must begin with https://, so that nobody can read the key on its way.',
		],
		[
			'http://127.0.0.1.example.com',
			'Base URL of the credential must begin with https://, so that nobody can read the key on its way.',
		],
	])('cannot be %j', (text, message) => {
		expect(() => base(text)).toThrow(message);
	});

	it('is the root of its paths', () => {
		expect(serviceUrl('https://api.example.com', '/a/b')).toBe('https://api.example.com/a/b');
		expect(serviceUrl('https://example.com/api/', '/a', [{ name: 'q', value: 'x y&z' }])).toBe('https://example.com/api/a?q=x+y%26z');
	});
});

describe('a key in a path', () => {
	it('is trimmed and encoded, so that it stays one part', () => {
		expect(pathPart(' a/b?c#d ', 'Flow Key')).toBe('a%2Fb%3Fc%23d');
	});

	it.each(['.', '..', ' .. '])('is not %j, which would lead elsewhere', (text) => {
		expect(() => pathPart(text, 'Flow Key')).toThrow(`Flow Key cannot be "${text.trim()}".`);
	});

	it('is not empty', () => {
		expect(() => pathPart(' ', 'Flow Key')).toThrow('Flow Key is empty. Fill it in.');
	});
});
