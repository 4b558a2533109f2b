import { Report } from '../parts/report.tsx';

export function Alerts() {
  return (
    <Report title="Alerts" lead="">
      {null}
    </Report>
  );
}
