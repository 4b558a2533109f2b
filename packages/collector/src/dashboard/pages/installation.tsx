import { Report } from '../parts/report.tsx';

export function Installation() {
  return (
    <Report title="Installation" lead="">
      {null}
    </Report>
  );
}
