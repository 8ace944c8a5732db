import type { DatabaseUsage } from '../../storage/database-usage.js'
import { formatCounter, formatGauge, formatGauges } from './exposition.js'

/** Formats the use of PostgreSQL by this server as metrics in Prometheus's text format. */
export const formatDatabaseMetrics = ({ statements, retries, conflicts, queued, pools }: DatabaseUsage): string =>
  formatCounter('superoffice_mock_database_statements_total', 'Statements that were sent to PostgreSQL.', statements) +
  formatCounter('superoffice_mock_database_retries_total', 'Attempts that were repeated after a conflict, a deadlock or a lost connection.', retries) +
  formatCounter('superoffice_mock_save_conflicts_total', 'Pictures that another replica or request had changed before a batch stored them.', conflicts) +
  formatGauges('superoffice_mock_database_connections', 'Open connections by pool and state.', pools.flatMap(({ name, used, idle }) =>
    [[{ pool: name, state: 'used' }, used], [{ pool: name, state: 'idle' }, idle]] as const)) +
  formatGauges('superoffice_mock_database_waiting', 'Callers that wait for a connection, by pool.', pools.map(({ name, waiting }) => [{ pool: name }, waiting] as const)) +
  formatGauge('superoffice_mock_database_queued', 'Changes that wait for an earlier change of the same tenant at this replica.', queued)
