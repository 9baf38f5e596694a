import { labelOf } from './fieldLabels';
import type { FieldPart } from './fieldPart';
import { idOf, partOf } from './fieldPart';
import type { TemplateField } from './fields';
import type { Reading } from './valueText';
import { isEmpty } from './valueText';

/** Why a template cannot be sent with a value. */
export interface ValueFault {
	/** The ID of its field. */
	field: string;
	/** The field, as the form names it. */
	label: string;
	/** What is wrong and what to do, in sentences that do not repeat the value. */
	message: string;
}

/** The values of a form, and everything that turns out to be wrong with them while they are read. */
export class FormValues {
	readonly faults: ValueFault[] = [];
	private readonly given: ReadonlyMap<string, unknown>;
	private fields: ReadonlyMap<string, TemplateField> = new Map();

	/** @param values by the IDs of their fields; empty ones count as not there */
	constructor(values: Readonly<Record<string, unknown>>) {
		this.given = new Map(Object.entries(values).filter(([, value]) => !isEmpty(value)));
	}

	/** @returns the IDs of the fields that have a value, in the order of the form */
	ids(): string[] {
		return [...this.given.keys()];
	}

	/** Says which fields there should be. */
	expect(fields: readonly TemplateField[]): void {
		this.fields = new Map(fields.map((field) => [field.id, field]));
	}

	/** @returns the IDs of the fields that have a value and should not be there */
	unexpected(): string[] {
		return this.ids().filter((id) => !this.fields.has(id));
	}

	has(part: FieldPart): boolean {
		return this.given.has(idOf(part));
	}

	/**
	 * Reads a value. What is wrong with it is noted, also that it is missing and should not be.
	 *
	 * @returns the value, or undefined when there is none that can be used
	 */
	take<Value>(part: FieldPart, read: (value: unknown) => Reading<Value>): Value | undefined {
		const id = idOf(part);
		const field = this.fields.get(id);
		const value = field && this.given.get(id);
		if (value === undefined) {
			if (field?.required) this.note(id, 'The field is empty. Give it a value.');
			return undefined;
		}
		const reading = read(value);
		if ('value' in reading) return reading.value;
		this.note(id, reading.fault);
		return undefined;
	}

	/** Notes what is wrong with the value of a field, whether or not it should be there. */
	note(id: string, message: string): void {
		this.faults.push({ field: id, label: this.labelOf(id), message });
	}

	private labelOf(id: string): string {
		const part = partOf(id);
		return this.fields.get(id)?.label ?? (part ? labelOf(part) : id);
	}
}
