// What a caller sees must not depend on the mode in which n8n runs: the same tests, here with queue and workers.
import '../e2e/addToFlow.test';
import '../e2e/answers.test';
import '../e2e/appointmentReminders.test';
import '../e2e/idempotency.test';
import '../e2e/messageEvents.test';
import '../e2e/modularFlows.test';
import '../e2e/optOut.test';
import '../e2e/orderStatus.test';
import '../e2e/participants.test';
import '../e2e/referral.test';
import '../e2e/requestStatus.test';
import '../e2e/templateReports.test';
