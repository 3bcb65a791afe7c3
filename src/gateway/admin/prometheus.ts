/** The plain counts of Metrics in Prometheus's form, made when somebody asks. */
import { Counter, Gauge, Registry } from 'prom-client';
import { version } from '../../version.js';
import type { Metrics } from '../metrics.js';

export interface PrometheusText {
  readonly contentType: string;
  text(): Promise<string>;
}

export function prometheusOf(metrics: Metrics): PrometheusText {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ['service', 'operation', 'code'] as const;
  const requests = new Counter({ name: 'tinsmith_requests_total', help: 'Requests answered.', labelNames, registers });
  const seconds = new Counter({
    name: 'tinsmith_request_duration_seconds_total',
    help: 'Time from arrival to the answer, summed.',
    labelNames,
    registers,
  });
  const memory = new Gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory size in bytes.', registers });
  const cpu = new Counter({ name: 'process_cpu_seconds_total', help: 'User and system CPU time in seconds.', registers });
  const started = new Gauge({ name: 'process_start_time_seconds', help: 'Start of the process since the epoch.', registers });
  started.set(Math.round(performance.timeOrigin / 1000));
  new Gauge({ name: 'tinsmith_info', help: 'The version.', labelNames: ['version'], registers }).set({ version }, 1);
  return {
    contentType: registry.contentType,
    text: () => {
      requests.reset();
      seconds.reset();
      for (const row of metrics.list()) {
        const labels = { service: row.service, operation: row.operation, code: row.code };
        requests.inc(labels, row.requests);
        seconds.inc(labels, row.milliseconds / 1000);
      }
      memory.set(process.memoryUsage.rss());
      cpu.reset();
      const used = process.cpuUsage();
      cpu.inc((used.user + used.system) / 1e6);
      return registry.metrics();
    },
  };
}
