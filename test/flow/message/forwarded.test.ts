import { forwardedProof, forwardingKey, isForwarded } from '../../../flow/message/forwarded';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const NOW = new Date('2026-11-20T09:00:00Z');
const KEY = 'a'.repeat(64);
const forwarded = { listener: 'flow:trigger', rawBody: Buffer.from('{"results":[]}') };
const proof = forwardedProof(KEY, forwarded, NOW);
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

it('is known by its proof', () => {
	expect(isForwarded(KEY, proof, forwarded, NOW)).toBe(true);
	expect(isForwarded(KEY, proof, forwarded, after(300))).toBe(true);
	expect(isForwarded(KEY, proof, forwarded, after(-300))).toBe(true);
});

it.each([
	['another body', { ...forwarded, rawBody: Buffer.from('{"results":[] }') }],
	['another listener', { ...forwarded, listener: 'flow:other' }],
	// Where one ends and the other begins is part of the proof.
	['a name that runs into the body', { listener: 'flow:trigger.{', rawBody: forwarded.rawBody.subarray(1) }],
])('is not taken for %s', (_what, other) => expect(isForwarded(KEY, proof, other, NOW)).toBe(false));

it.each([
	['is older than five minutes', proof, after(301)],
	['is of another time', proof.replace(/^\d/, '2'), NOW],
	['has another digit', proof.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')), NOW],
	['is too short', proof.slice(0, -2), NOW],
	['is empty', '', NOW],
	['has something before it', ` ${proof}`, NOW],
])('is not taken with a proof that %s', (_what, header, now) => expect(isForwarded(KEY, header, forwarded, now)).toBe(false));

it('is not taken with a proof by another key', () => expect(isForwarded('b'.repeat(64), proof, forwarded, NOW)).toBe(false));

it('has one key for all who share a store, and another one in another store', async () => {
	const [store, other] = [new SqliteStore(':memory:'), new SqliteStore(':memory:')];
	const keys = await Promise.all(Array.from({ length: 10 }, async () => await forwardingKey(store)));
	expect(new Set(keys).size).toBe(1);
	expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
	expect(await forwardingKey(other)).not.toBe(keys[0]);
	await store.close();
	await other.close();
});
