// The page that shows a report: as little of ours as possible around the viewer.

import {Viewer} from '@microsoft/sarif-web-component';
import * as React from 'react';
import * as ReactDOM from 'react-dom';

ReactDOM.render(<Viewer logs={[window.sarifLog]} />, document.getElementById('viewer'));
