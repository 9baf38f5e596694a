import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { KEYWORD_LISTS } from '../../../flow/optOut/keywordLists';
import type { KeywordChoice } from '../../../flow/optOut/keywords';
import { keywordSets, recognise } from '../../../flow/optOut/keywords';

const LANGUAGES = KEYWORD_LISTS.map(({ language }) => language);

const words = (choice: Partial<KeywordChoice> = {}) => keywordSets({ languages: LANGUAGES, ownStop: [], ownStart: [], ...choice });
const ALL = words();
const meaning = (message: string) => recognise(message, ALL);

describe('A stop word is the whole message', () => {
	it.each([
		'STOP',
		'stop',
		' stop. ',
		'Stop!!',
		'“STOP”',
		"'stop'",
		'«stop»',
		'\tstop\r\n',
		'\u00a0stop\u3000',
		'¡Stop!',
		'*STOP*',
		'🛑 stop 🛑',
		'stop 🙏🏽',
		'👨‍👩‍👧 stop ❤️',
		'ＳＴＯＰ',
		'sto\u200bp',
		'\u200fstop\u200e',
		'\ufeffSTOP',
		'stóp',
		'stop…',
		'(stop)',
		'#stop',
	])('%j', (message) => expect(meaning(message)).toBe('stop'));

	it.each([
		'please stop sending',
		'stop it',
		'stopp das',
		'STOP STOP',
		'don’t stop',
		'stopping',
		'bus stop',
		'stop 2',
		'1 stop',
		's t o p',
		'stop, please',
		'Stop? No!',
		'',
		'   ',
		'🛑',
		'...',
		'\u0301',
		'hello',
	])('and so %j is none', (message) => expect(meaning(message)).toBeUndefined());
});

describe('Spellings', () => {
	it.each([
		['Arrêt', 'stop'],
		['ARRET', 'stop'],
		['arre\u0302t', 'stop'],
		['ARRÊTEZ !', 'stop'],
		['Désabonnez‑moi', 'stop'],
		['desabonnez moi', 'stop'],
		['Opt-Out', 'stop'],
		['opt   out', 'stop'],
		['OPTOUT', 'stop'],
		['Stop  all', 'stop'],
		['İPTAL', 'stop'],
		['ıptal', 'stop'],
		['ÇIK', 'stop'],
		['Abonelikten Çık', 'stop'],
		['Rezygnuję', 'stop'],
		['¡BAJA!', 'stop'],
		['إيقاف', 'stop'],
		['ايقاف', 'stop'],
		['إيقـــاف', 'stop'],
		['إِيقَاف', 'stop'],
		['\u200fالغاء الاشتراك؟', 'stop'],
		['रोकें', 'stop'],
		['बंद करें।', 'stop'],
		['S’abonner', 'start'],
		["s'abonner", 'start'],
		['DÉBUT', 'start'],
		['Wznów', 'start'],
		['başla', 'start'],
		['शुरू करें', 'start'],
		['ابدأ', 'start'],
		['UNSTOP', 'start'],
	])('%j is a %s word', (message, expected) => expect(meaning(message)).toBe(expected));

	it('in Hindi differ by their vowel signs, which are no ornaments', () => {
		expect(meaning('रकें')).toBeUndefined();
	});

	it('of letters with a stroke make no difference', () => {
		const own = words({ languages: [], ownStop: ['wyłącz', 'STRASSE'] });
		expect(recognise('WYLACZ', own)).toBe('stop');
		expect(recognise('straße', own)).toBe('stop');
		expect(recognise('STRAẞE', own)).toBe('stop');
	});
});

describe('The built-in lists', () => {
	const every = (kind: 'start' | 'stop') => KEYWORD_LISTS.flatMap((list) => list[kind].map((word) => [list.language, word]));

	it.each(every('stop'))('recognise in %s: %s', (language, word) => {
		expect(recognise(word, words({ languages: [language] }))).toBe('stop');
		expect(meaning(word.toUpperCase())).toBe('stop');
	});

	it.each(every('start'))('recognise in %s as a start: %s', (language, word) => {
		expect(recognise(word, words({ languages: [language] }))).toBe('start');
		expect(meaning(word.toUpperCase())).toBe('start');
	});

	it('hold the words that carriers ask for', () => {
		for (const word of ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'OPTOUT', 'REVOKE']) expect(meaning(word)).toBe('stop');
		for (const word of ['START', 'UNSTOP']) expect(meaning(word)).toBe('start');
	});

	it('leave everyday answers alone', () => {
		for (const word of ['yes', 'no', 'oui', 'non', 'sí', 'ja', 'nein', 'nee', 'tak', 'nie', 'evet', 'hayır', 'हाँ', 'نعم', 'لا', 'ok']) {
			expect(meaning(word)).toBeUndefined();
		}
	});

	it('are in the order of their names, each with STOP and START', () => {
		expect(KEYWORD_LISTS.map(({ label }) => label)).toEqual(KEYWORD_LISTS.map(({ label }) => label).toSorted());
		for (const { stop, start } of KEYWORD_LISTS) {
			expect(stop).toContain('stop');
			expect(start).toContain('start');
		}
	});

	it('stand in the documentation as they are', () => {
		const page = readFileSync(join(__dirname, '../../../docs/opt-out.md'), 'utf8');
		for (const { label, stop, start } of KEYWORD_LISTS) expect(page).toContain(`| ${label} | ${stop.join(', ')} | ${start.join(', ')} |`);
	});

	it('can be chosen by language, or switched off', () => {
		const german = words({ languages: ['german'] });
		expect(recognise('abmelden', german)).toBe('stop');
		expect(recognise('arrêt', german)).toBeUndefined();
		expect(recognise('stop', words({ languages: [] }))).toBeUndefined();
	});
});

describe('Own words', () => {
	it('are recognised besides the built-in ones', () => {
		const own = words({ ownStop: ['  Uit! '], ownStart: ['Aan'] });
		expect(recognise('UIT', own)).toBe('stop');
		expect(recognise('aan.', own)).toBe('start');
		expect(recognise('stop', own)).toBe('stop');
	});

	it('come before the built-in ones', () => {
		const own = words({ ownStop: ['start'], ownStart: ['Cancel'] });
		expect(recognise('START', own)).toBe('stop');
		expect(recognise('cancel', own)).toBe('start');
	});

	it('in both lists are stop words', () => {
		expect(recognise('maybe', words({ ownStop: ['maybe'], ownStart: ['Maybe'] }))).toBe('stop');
	});

	it('without a letter are none', () => {
		expect(words({ languages: [], ownStop: ['', '  ', '!!'] }).size).toBe(0);
	});
});

describe('Hostile messages', () => {
	it.each([
		['letters', 'stop'.repeat(250_000)],
		['spaces', ' '.repeat(1_000_000)],
		['spaces around', `${' '.repeat(500_000)}stop${' '.repeat(500_000)}`],
		['accents', `s${'\u0301'.repeat(1_000_000)}top`],
		['long ligatures', '\ufdfa'.repeat(1_000_000)],
	])('of a megabyte of %s are not even looked at', (_, message) => {
		const normalize = jest.spyOn(String.prototype, 'normalize');
		try {
			expect(meaning(message)).toBeUndefined();
			expect(normalize).not.toHaveBeenCalled();
		} finally {
			normalize.mockRestore();
		}
	});

	it.each(['.', ' ', '\ufdfa', '\u0301', '😀', 'a ', '- '])('of 500 units of %j are through at once', (unit) => {
		const message = unit.repeat(500).slice(0, 500);
		const begin = performance.now();
		for (let count = 0; count < 100; count++) meaning(message);
		expect(performance.now() - begin).toBeLessThan(1000);
	});

	it('are no names of built-in properties', () => {
		for (const message of ['constructor', '__proto__', 'toString', 'size']) expect(meaning(message)).toBeUndefined();
	});
});
