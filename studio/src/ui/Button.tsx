import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'kind'> {
    kind?: 'main' | 'plain' | 'quiet' | 'danger';
    icon?: IconName;
    disabled?: boolean;
    type?: 'button' | 'submit';
    children?: ComponentChildren;
}

/** A button; where it has no words, `aria-label` says what it does, and is shown as its title. */
export function Button({ kind = 'plain', icon, children, type = 'button', ...rest }: Props) {
    const label = rest['aria-label'] as string | undefined;
    return (
        <button
            {...rest}
            type={type}
            title={(rest.title as string) ?? label}
            class={`button ${kind} ${children ? '' : 'square'} ${rest.class ?? ''}`}
        >
            {icon && <Icon name={icon} />}
            {children}
        </button>
    );
}
