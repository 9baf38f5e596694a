/** The texts that people were sent, by their phone numbers. */

/** No more than this are kept for one number. */
const MOST_KEPT = 1000;

export function inbox() {
	const byPhone = new Map();

	return {
		/** Puts a text into somebody's inbox. */
		put(provider, phone, id, text) {
			const digits = digitsOf(phone);
			const texts = byPhone.get(digits) ?? [];
			texts.push({ at: new Date().toISOString(), provider, id: String(id), text });
			if (texts.length > MOST_KEPT) texts.shift();
			byPhone.set(digits, texts);
		},

		/** GET and DELETE /_simulator/inbox/{phone}, DELETE /_simulator/inbox */
		control({ method, path }, reply) {
			const match = /^\/_simulator\/inbox(?:\/(?:\+|%2B)?(\d+))?$/i.exec(path);
			if (!match) return false;
			const [, phone] = match;
			const texts = byPhone.get(phone) ?? [];
			if (method === 'DELETE' && phone === undefined) byPhone.clear();
			else if (method === 'DELETE') byPhone.delete(phone);
			reply.json(200, texts);
			return true;
		},
	};
}

/** @returns whether a text is one that WhatsApp takes */
export function isGoodText(text) {
	return typeof text === 'string' && text.trim() !== '' && text.length <= 4096;
}

function digitsOf(phone) {
	return String(phone).replace(/\D/g, '');
}
