import type { INodeProperties } from 'n8n-workflow';

/** The addresses from which a node's URL may be called. */
export const allowedAddresses: INodeProperties = {
	displayName: 'Allowed IP Addresses',
	name: 'allowedAddresses',
	type: 'string',
	default: '0.0.0.0/0;::/0',
	placeholder: 'e.g. 192.0.2.7; 198.51.100.0/24; 2001:db8::/32',
	description:
		'Addresses and CIDR ranges, IPv4 or IPv6, separated by ";" or ",". <code>0.0.0.0/0;::/0</code> allows any. Behind a reverse proxy the person who runs n8n must set N8N_PROXY_HOPS, else all callers have the proxy\'s address.',
};

/** Whether calls must be signed. */
export const signatureProperty: INodeProperties = {
	displayName: 'Require a Signature',
	name: 'requireSignature',
	type: 'boolean',
	default: false,
	description:
		'Whether callers must sign each call: HMAC-SHA256 over time-stamp, a dot, and the raw body, with a secret from a credential',
};

/** The option for the largest body that is read. */
export const largestBodyOption: INodeProperties = {
	displayName: 'Largest Body (KiB)',
	name: 'maxBodyKib',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 1024,
	description: 'A larger body gets 413. The limit of n8n itself (N8N_PAYLOAD_SIZE_MAX) holds as well.',
};

/** The options that say how calls are signed. */
export const signatureOptions: INodeProperties[] = [
	{
		displayName: 'Signature Header',
		name: 'signatureHeader',
		type: 'string',
		default: 'X-Signature',
		description: 'Header with <code>sha256=</code> and the hex digits of the signature',
	},
	{
		displayName: 'Signature Time-Stamp Header',
		name: 'timestampHeader',
		type: 'string',
		default: 'X-Signature-Timestamp',
		description: 'Header with the Unix time in seconds at which the call was signed',
	},
	{
		displayName: 'Signature Tolerance (Seconds)',
		name: 'toleranceSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 300,
		description: 'How far the time-stamp of a signature may lie from the clock of this server',
	},
];
