// What a caller sees must not depend on the mode in which n8n runs: the same tests, here with queue and workers.
import '../e2e/answers.test';
import '../e2e/appointmentReminders.test';
import '../e2e/idempotency.test';
import '../e2e/orderStatus.test';
import '../e2e/requestStatus.test';
