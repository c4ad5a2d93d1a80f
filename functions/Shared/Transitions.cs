using System.Collections.Frozen;

namespace RecruitRetain.Shared;

/// <summary>A state machine as one table of (state, step, next state). What is not in the table is refused.</summary>
public sealed class Transitions<TState, TStep>
    where TState : struct, Enum
    where TStep : struct, Enum
{
    private readonly FrozenDictionary<(TState, TStep), TState> _next;

    /// <param name="initial">The state of a new aggregate.</param>
    /// <param name="rows">The table; a pair may stand in it once only.</param>
    public Transitions(TState initial, params (TState From, TStep Step, TState To)[] rows)
    {
        Initial = initial;
        Rows = rows;
        _next = rows.ToFrozenDictionary(row => (row.From, row.Step), row => row.To);
    }

    /// <summary>The state of a new aggregate.</summary>
    public TState Initial { get; }

    /// <summary>The table as written.</summary>
    public IReadOnlyList<(TState From, TStep Step, TState To)> Rows { get; }

    /// <summary>The steps that may be taken from a state, in the table's order.</summary>
    public IReadOnlyList<TStep> AllowedFrom(TState state) => [.. Rows.Where(row => row.From.Equals(state)).Select(row => row.Step)];

    /// <summary>The same in the API's words: <c>make-offer</c>, <c>withdraw</c>.</summary>
    public IReadOnlyList<string> AllowedActions(TState state) => [.. AllowedFrom(state).Select(step => Json.Word(step))];

    /// <summary>Whether the step may be taken from the state.</summary>
    public bool Allows(TState state, TStep step) => _next.ContainsKey((state, step));

    /// <summary>Whether no step leads out of the state.</summary>
    public bool IsTerminal(TState state) => AllowedFrom(state).Count == 0;

    /// <summary>Null when the step is allowed, otherwise the refusal <c>step-not-allowed</c>, naming what is.</summary>
    public Refusal? Refuse(TState state, TStep step)
    {
        if (Allows(state, step))
        {
            return null;
        }

        var allowed = AllowedActions(state);
        var instead = allowed.Count == 0 ? "nothing more can happen to it" : $"allowed now: {string.Join(", ", allowed)}";
        return Refusal.Rule("step-not-allowed", $"'{Json.Word(step)}' cannot follow '{Json.Word(state)}'; {instead}.") with { AllowedActions = allowed };
    }

    /// <summary>The state after the step.</summary>
    /// <exception cref="InvalidOperationException">The pair is not in the table: a journal that no rule can have written.</exception>
    public TState Next(TState state, TStep step) =>
        _next.TryGetValue((state, step), out var next)
            ? next
            : throw new InvalidOperationException($"No transition from {state} by {step}.");
}
