import { Component, type ReactNode } from 'react';

export interface ErrorBoundaryProps {
  /** Told once of what broke; the screen is blank from then on. */
  readonly onError: (error: unknown) => void;
  readonly children: ReactNode;
}

/** Catches what breaks while the screen is drawn. Ink's own boundary would draw the stack over the terminal. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onError(error);
  }

  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}
