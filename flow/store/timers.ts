/** Something to do at an instant, kept so that it is done even if the process that planned it dies. */
export interface Timer {
	id: string;
	/** Unix time in milliseconds. */
	dueMs: number;
	/** What whoever takes the timer needs to know. */
	payload: string;
	/** Until then nobody else takes it, because whoever sets it watches over it. Unix time in milliseconds. */
	keptUntilMs?: number;
}
