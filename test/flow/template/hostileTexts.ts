import type { Chance } from '../store/randomNumbers';

/** What texts are made of that somebody wrote to break a reader: braces without end, names of prototypes, other scripts, halves of characters. */
const PIECES = [
	...['{', '}', '{{', '}}', '{{{', '}}}', '{{}}', '{{ }}', '{{ 1 }}', '{ {1} }', '{{1', '1}}', '{{{{1}}}}', '{{{1}}}', '{{a{{1}}b}}'],
	...['{{1}}', '{{2}}', '{{3}}', '{{12}}', '{{0}}', '{{01}}', '{{999}}', '{{1000}}', '{{99999999999999999999}}', '{{-1}}', '{{1.5}}'],
	...['{{first_name}}', '{{First_Name}}', '{{__proto__}}', '{{constructor}}', '{{toString}}', '{{hasOwnProperty}}', '{{_}}', '{{größe}}', '{{名前}}'],
	...['$1', '$&', '$`', "$'", '$$', '\\', '%7B%7B', '&#123;', '${1}', '<%= 1 %>', '{% raw %}', '{{#each x}}', '{{=1+1}}', '={{ $json.a }}'],
	...['مرحبا ', 'שלום', '\u202e', '\u2066', '\u200f', '👩‍👩‍👧‍👦', '\ud83d', '\ude00', 'e\u0301', '\u0000', '\ufeff', '\u2028'],
	...[' ', '\n', '\r\n', '\t', 'Hello', ', ', 'x', '1', '_'],
];

/** @returns a text of up to so many pieces */
export function hostileText(random: Chance, mostPieces = 30): string {
	return Array.from({ length: random.below(mostPieces + 1) }, () => random.pick(PIECES)).join('');
}

/** Texts of a million characters and more on which a careless reader takes hours. */
export const HUGE_TEXTS: ReadonlyArray<[string, string]> = [
	['opening braces', '{'.repeat(1_000_000)],
	['closing braces', '}'.repeat(1_000_000)],
	['placeholders that open and never close', '{{a'.repeat(400_000)],
	['one name without end', `{{${'a'.repeat(1_000_000)}`],
	['one name without end, closed by one brace', `{{${'1'.repeat(1_000_000)}}`],
	['names that begin again and again', '{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}'.repeat(30_000)],
	['nested placeholders', `${'{{1'.repeat(200_000)}${'}}'.repeat(200_000)}`],
	['one placeholder over and over', '{{1}}'.repeat(200_000)],
	['a hundred thousand names', Array.from({ length: 100_000 }, (_, index) => `{{name_${index}}}`).join(' ')],
	['positions beyond all bounds', Array.from({ length: 100_000 }, (_, index) => `{{${index + 1}}}`).join('')],
];

/** Far more than the readers need on a busy machine, far less than they would need if their time grew with the square. In milliseconds. */
export const PATIENCE_MS = 10_000;
