import { mutedBy, Mutes, muteWords } from '../../../flow/conversation/mutes';
import { Participants } from '../../../flow/participant/participants';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const PHONE = { type: 'phone', value: '+31612345678' };
const EMAIL = { type: 'email', value: 'ann@shop.example' };
const TALK = { provider: 'trengo', id: '77' };
const OTHER = { provider: 'infobip', id: 'a:b:c' };
const NOW = Date.parse('2026-12-01T10:00:00.000Z');
const HOUR = 3_600_000;

let store: SqliteStore;
let nowMs: number;
let mutes: Mutes;
beforeEach(() => {
	nowMs = NOW;
	store = new SqliteStore(':memory:');
	mutes = new Mutes(store, () => nowMs);
});
afterEach(async () => await store.close());

it('begins with a conversation and ends with it', async () => {
	expect(await mutes.find([PHONE])).toBeUndefined();
	expect(await mutes.begin([PHONE], TALK, NOW + HOUR)).toBe(true);
	expect(await mutes.find([EMAIL, PHONE])).toEqual({ conversation: TALK, since: '2026-12-01T10:00:00.000Z', until: '2026-12-01T11:00:00.000Z' });
	expect(await mutes.end(TALK)).toBe(true);
	expect(await mutes.find([PHONE])).toBeUndefined();
});

it('ends by itself when its time is up', async () => {
	await mutes.begin([PHONE], TALK, NOW + HOUR);
	nowMs += HOUR - 1;
	expect(await mutes.find([PHONE])).toBeDefined();
	nowMs += 1;
	expect(await mutes.find([PHONE])).toBeUndefined();
});

it('lasts until the last of several conversations has ended', async () => {
	await mutes.begin([PHONE], TALK, NOW + 2 * HOUR);
	await mutes.begin([PHONE], OTHER, NOW + HOUR);
	expect(await mutes.find([PHONE])).toMatchObject({ conversation: TALK });
	await mutes.end(TALK);
	expect(await mutes.find([PHONE])).toMatchObject({ conversation: OTHER });
	await mutes.end(OTHER);
	expect(await mutes.find([PHONE])).toBeUndefined();
	for await (const { key } of store.entries('mute:')) throw new Error(`There should be no ${key}.`);
});

it('does no harm when its end is told twice, or of a conversation that nobody knows', async () => {
	await mutes.begin([PHONE], TALK, NOW + HOUR);
	await mutes.end(TALK);
	expect(await mutes.end(TALK)).toBe(false);
	expect(await mutes.end(OTHER)).toBe(false);
});

it('does not begin for a conversation that was resolved before', async () => {
	await mutes.end(TALK);
	expect(await mutes.begin([PHONE], TALK, NOW + HOUR)).toBe(false);
	expect(await mutes.find([PHONE])).toBeUndefined();
});

it('holds for all by which the participant is known, also those that came later', async () => {
	const participants = new Participants(store);
	await participants.upsert({ identifiers: [PHONE, EMAIL] });
	await mutes.begin([PHONE], TALK, NOW + HOUR);
	expect(await mutes.find([EMAIL])).toMatchObject({ conversation: TALK });
	const id = { type: 'infobip', value: '9' };
	await participants.upsert({ identifiers: [id, EMAIL] });
	expect(await mutes.find([id])).toMatchObject({ conversation: TALK });
	await mutes.end(TALK);
	expect(await mutes.find([id])).toBeUndefined();
});

it('is longer when the same conversation is begun again', async () => {
	await mutes.begin([PHONE], TALK, NOW + HOUR);
	await mutes.begin([EMAIL], TALK, NOW + 2 * HOUR);
	await mutes.end(TALK);
	expect(await mutes.find([PHONE, EMAIL])).toBeUndefined();
});

it('loses nothing when many begin and end at once', async () => {
	const talks = Array.from({ length: 20 }, (_, n) => ({ provider: 'trengo', id: String(n) }));
	await Promise.all(talks.map(async (talk) => await mutes.begin([PHONE], talk, NOW + HOUR)));
	await Promise.all(talks.slice(1).map(async (talk) => await mutes.end(talk)));
	expect(await mutes.find([PHONE])).toMatchObject({ conversation: talks[0] });
	// Whichever of the two is faster, it has ended.
	const race = { provider: 'trengo', id: 'race' };
	await Promise.all([mutes.begin([EMAIL], race, NOW + HOUR), mutes.end(race)]);
	expect(await mutes.find([EMAIL])).toBeUndefined();
});

it('is asked and told in words by all elements in one way', async () => {
	await new Mutes(store).begin([PHONE], TALK, Date.now() + HOUR);
	const mute = await mutedBy(store, [PHONE]);
	expect(muteWords(mute!)).toMatch(/^A human agent has had the conversation 77 with this person since .*, so the flow stays silent\.$/);
	expect(muteWords(mute!)).not.toContain(PHONE.value);
});
