import { getHtmlSandboxCSP } from '../../../../runtime/node_modules/n8n-core/dist/html-sandbox';
import { sandboxHeader } from '../../../../nodes/shared/route/sandbox';

it('what is answered from the store is in the same sandbox as what n8n itself relays', () => {
	expect(sandboxHeader({})).toEqual({ 'Content-Security-Policy': getHtmlSandboxCSP() });
	expect(sandboxHeader({ N8N_INSECURE_DISABLE_WEBHOOK_IFRAME_SANDBOX: 'false' })).toEqual(sandboxHeader({}));
});

it('there is none when n8n has been told so', () => {
	for (const value of ['true', 'TRUE', '1']) {
		expect(sandboxHeader({ N8N_INSECURE_DISABLE_WEBHOOK_IFRAME_SANDBOX: value })).toEqual({});
	}
});
