import { channelLabel, channelOf, CHANNELS, reaches } from '../../../flow/optOut/channels';

describe('Channels', () => {
	it('are in the order of their names', () => {
		const labels = CHANNELS.map(({ label }) => label);
		expect(labels).toEqual(labels.toSorted());
	});

	it.each([
		['WhatsApp', 'whatsapp'],
		[' sms ', 'sms'],
		['EMAIL', 'email'],
		['all', 'all'],
		['All Channels', 'all'],
		['*', 'all'],
		['pigeon', undefined],
		['', undefined],
	])('are read from %j as %j', (text, channel) => expect(channelOf(text)).toBe(channel));

	it('have names', () => {
		expect(channelLabel('whatsapp')).toBe('WhatsApp');
		expect(channelLabel('all')).toBe('all channels');
	});

	it('reach email addresses by email, and phone numbers by everything else', () => {
		const reaching = (type: string) => CHANNELS.map(({ value }) => value).filter((channel) => reaches(channel, type));
		expect(reaching('email')).toEqual(['email']);
		expect(reaching('phone')).toEqual(['mms', 'rcs', 'sms', 'viber', 'voice', 'whatsapp']);
		expect(reaches('all', 'email') && reaches('all', 'phone')).toBe(true);
	});
});
