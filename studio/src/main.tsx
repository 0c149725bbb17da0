import { render } from 'preact';
import './ui/theme';
import './styles/index.css';
import { App } from './app';

render(<App />, document.getElementById('app')!);
