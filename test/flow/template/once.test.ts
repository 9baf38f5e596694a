import { SqliteStore } from '../../../flow/store/sqliteStore';
import type { SendOutcome } from '../../../flow/template/gateway';
import { SentOnce } from '../../../flow/template/once';

let now = Date.now();
const store = new SqliteStore(':memory:', () => now);
afterAll(() => store.close());
const once = new SentOnce(store, 1_000);

const accepted: SendOutcome = { accepted: true, messageId: 'p-1', details: {} };
const problem = (mayHaveBeenSent: boolean): SendOutcome => ({
	accepted: false,
	problem: { class: 'retryLater', text: 'Away.', advice: 'Later.', ...(mayHaveBeenSent && { mayHaveBeenSent }) },
});

it('lets one of many send', async () => {
	const leaves = await Promise.all(Array.from({ length: 20 }, async () => await once.ask('many')));
	expect(leaves.filter(({ granted }) => granted)).toHaveLength(1);
	expect(leaves.filter((leave) => !leave.granted && leave.earlier)).toHaveLength(0);
});

it('tells what came of it before', async () => {
	await once.ask('a');
	await once.note('a', accepted);
	expect(await once.ask('a')).toEqual({ granted: false, earlier: accepted });
});

it('does not know what came of it when nobody has noted that down', async () => {
	await once.ask('b');
	expect(await once.ask('b')).toEqual({ granted: false });
});

it('lets it be sent again when it certainly was not sent', async () => {
	await once.ask('c');
	await once.note('c', problem(false));
	expect(await once.ask('c')).toEqual({ granted: true });
});

it('does not when it may have been', async () => {
	await once.ask('d');
	await once.note('d', problem(true));
	expect(await once.ask('d')).toMatchObject({ granted: false, earlier: { accepted: false } });
});

it('tells an earlier outcome without asking for leave', async () => {
	expect(await once.earlier('f')).toBeUndefined();
	await once.ask('f');
	expect(await once.earlier('f')).toBeUndefined();
	await once.note('f', accepted);
	expect(await once.earlier('f')).toEqual(accepted);
});

it('takes a leave back that was not made use of', async () => {
	await once.ask('g');
	await once.giveBack('g');
	expect(await once.ask('g')).toEqual({ granted: true });
});

it('forgets after its time', async () => {
	await once.ask('e');
	await once.note('e', accepted);
	now += 1_001;
	expect(await once.ask('e')).toEqual({ granted: true });
});
