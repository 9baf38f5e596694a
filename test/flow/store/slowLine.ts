import type { SlotAnswer, SlotRequest } from '../../../flow/store/slots';

/**
 * A line that finds its slots by trying each microsecond and each span around it, straight from the definition. What the
 * stores answer must be the same.
 */
export class SlowLine {
	private readonly slots: Array<{ id: string; us: number }> = [];
	private readonly tails = new Map<string, number>();

	reserve({ id, count, perMs, fromMs, open, notAfterMs = Infinity, order }: SlotRequest): SlotAnswer {
		const perUs = Math.ceil(perMs * 1000 - 1e-6);
		const fromUs = Math.round(fromMs * 1000);
		const used = (us: number) => this.slots.filter((slot) => slot.us > us - perUs && slot.us <= us).length;
		const taken = (us: number): SlotAnswer => {
			const position = this.slots.filter((slot) => slot.us > fromUs && slot.us <= us).length;
			return { outcome: 'taken', slotMs: us / 1000, position: Math.max(1, position), used: used(us) };
		};
		const same = this.slots.find((slot) => slot.id === id);
		if (same) return taken(same.us);

		const spans = open?.map((span) => [Math.round(span.fromMs * 1000), Math.round(span.toMs * 1000)]) ?? [[-Infinity, Infinity]];
		const end = Math.max(...spans.filter(([from, to]) => to > from).map(([, to]) => to));
		let us = Math.max(fromUs, (order !== undefined && this.tails.get(order)) || -Infinity);
		const start = us;
		while (us < end && !(spans.some(([from, to]) => from <= us && us < to) && this.isFree(us, count, perUs))) us++;

		if (!(us < end)) return { outcome: 'moreSpans', fromMs: Math.max(start, us) / 1000 };
		if (us > Math.round(notAfterMs * 1000)) return { outcome: 'tooLate', slotMs: us / 1000, used: used(us) };
		this.slots.push({ id, us });
		if (order !== undefined) this.tails.set(order, us);
		return taken(us);
	}

	/** Whether no span of this length holds more than its count with one more slot. */
	isFree(us: number, count: number, perUs: number): boolean {
		for (let from = us - perUs + 1; from <= us; from++) {
			if (this.slots.filter((slot) => slot.us >= from && slot.us < from + perUs).length >= count) return false;
		}
		return true;
	}
}
