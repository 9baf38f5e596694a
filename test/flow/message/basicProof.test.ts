import { isBasic } from '../../../flow/message/basicProof';

const WANTED = { user: 'infobip', password: 'pä:ss wörd' };
const shown = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

it.each([shown('infobip:pä:ss wörd'), shown('infobip:pä:ss wörd').replace('Basic', 'basic'), `${shown('infobip:pä:ss wörd')} `])('takes %s', (header) =>
	expect(isBasic(header, WANTED)).toBe(true),
);

it.each([
	undefined,
	'',
	'Basic',
	'Basic ',
	shown(''),
	shown('infobip:'),
	shown(':pä:ss wörd'),
	shown('infobip:pä:ss wörd '),
	shown('Infobip:pä:ss wörd'),
	`Bearer ${Buffer.from('infobip:pä:ss wörd').toString('base64')}`,
	'Basic infobip:password',
])('does not take %s', (header) => expect(isBasic(header, WANTED)).toBe(false));
