/**
 * A function that keeps what it made of each state for as long as that state is in use. `ask` and `tell` both need a
 * generation's noise; remembering it halves the draws and changes no answer.
 */
export function remembered<State extends object, Made>(make: (state: State) => Made): (state: State) => Made {
  const kept = new WeakMap<State, Made>();
  return (state) => {
    const known = kept.get(state);
    if (known !== undefined) return known;
    const made = make(state);
    kept.set(state, made);
    return made;
  };
}
