/** What tests and people who try things out ask of the simulator itself, about messages: README.md lists it. */

/**
 * @param providers those who send messages, by their names
 * @param targets where each of them sends what it has to tell
 * @param office sends it
 */
export function messageControls(providers, targets, office) {
	/** Sends parcels once, so that who asked sees what came of it. */
	async function postAll(parcels, reply) {
		if (parcels.length === 0) {
			reply.json(409, { error: { message: 'Nobody wants to be told: PUT /_simulator/callbacks/<provider> first, or make a webhook at Trengo.' } });
			return;
		}
		const answers = await Promise.all(parcels.map(office.post));
		const { status, answer } = answers[0];
		reply.json(200, { status, answer, statuses: answers.map((one) => one.status) });
	}

	const actions = new Map(Object.entries({
		'PUT callbacks': ({ body }, name, reply) => {
			targets.set(name, JSON.parse(body));
			reply.empty(204);
		},
		'DELETE callbacks': (_, name, reply) => {
			targets.delete(name);
			reply.empty(204);
		},
		'POST inbound': async ({ body }, name, reply) => await postAll(providers[name].inbound(JSON.parse(body)), reply),
		'POST deliver': async ({ body, query }, name, reply) => await postAll(providers[name].sealed(body, query), reply),
		'POST verify': async ({ body }, name, reply) => {
			if (targets.has(name)) reply.json(200, await providers[name].verify(body === '' ? {} : JSON.parse(body)));
			else await postAll([], reply);
		},
		'PUT faults': ({ body }, name, reply) => {
			providers[name].faults.plan(JSON.parse(body));
			reply.empty(204);
		},
		'DELETE faults': (_, name, reply) => {
			providers[name].faults.forget();
			reply.empty(204);
		},
		'PUT limits': ({ body }, name, reply) => {
			providers[name].limits.set(JSON.parse(body).requests);
			reply.empty(204);
		},
		'DELETE limits': (_, name, reply) => {
			providers[name].limits.set();
			reply.empty(204);
		},
	}));

	return async (request, reply) => {
		const { method, path } = request;
		if (path === '/_simulator/deliveries') {
			if (method === 'DELETE') office.delivered.length = 0;
			reply.json(200, office.delivered);
			return true;
		}
		const [, action, name] = /^\/_simulator\/(\w+)\/(\w+)$/.exec(path) ?? [];
		const act = actions.get(`${method} ${action}`);
		if (!act || !Object.hasOwn(providers, name) || (['faults', 'limits', 'verify'].includes(action) && !providers[name][action])) return false;
		await act(request, name, reply);
		return true;
	};
}
