import { Report } from '../parts/report.tsx';

export function Targets() {
  return (
    <Report title="Targets" lead="">
      {null}
    </Report>
  );
}
