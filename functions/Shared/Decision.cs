using System.Diagnostics.CodeAnalysis;

namespace RecruitRetain.Shared;

/// <summary>What a rule decided: events that now have happened, or a refusal. Refusals are values; exceptions are for faults only.</summary>
/// <remarks>A decision without events and without refusal means that everything asked for is already so.</remarks>
/// <typeparam name="TEvent">The aggregate's base event.</typeparam>
public sealed class Decision<TEvent>
    where TEvent : class
{
    private readonly IReadOnlyList<TEvent> _events = [];

    private Decision(IReadOnlyList<TEvent> events) => _events = events;

    private Decision(Refusal refusal) => Refusal = refusal;

    /// <summary>Why nothing happened; null when it was allowed.</summary>
    public Refusal? Refusal { get; }

    /// <summary>What happened, in order.</summary>
    /// <exception cref="InvalidOperationException">The decision is a refusal.</exception>
    public IReadOnlyList<TEvent> Events => Refusal is null ? _events : throw new InvalidOperationException($"Refused: {Refusal.Code}.");

    /// <summary>True when refused.</summary>
    public bool IsRefused([NotNullWhen(true)] out Refusal? refusal)
    {
        refusal = Refusal;
        return refusal is not null;
    }

    public static implicit operator Decision<TEvent>(TEvent happened) => new([happened]);

    public static implicit operator Decision<TEvent>(TEvent[] happened) => new(happened);

    public static implicit operator Decision<TEvent>(List<TEvent> happened) => new(happened);

    public static implicit operator Decision<TEvent>(Refusal refusal) => new(refusal);
}
