import { storeAway } from '../../../flow/route/storeAway';

it('a caller is told when to come again, and that nothing was started', () => {
	expect(storeAway()).toMatchObject({
		headers: { 'Retry-After': '5' },
		problem: { status: 503, type: 'urn:n8n-nodes-flow-elements:problem:store-unavailable', detail: expect.stringContaining('Nothing was started') },
	});
});
