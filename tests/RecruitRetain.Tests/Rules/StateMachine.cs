using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

internal static class StateMachine
{
    /// <summary>Every pair is listed or refused, exactly the named states have no exit, and every state can be reached.</summary>
    public static void IsSound<TState, TStep>(Transitions<TState, TStep> machine, params TState[] terminal)
        where TState : struct, Enum
        where TStep : struct, Enum
    {
        foreach (var state in Enum.GetValues<TState>())
        {
            foreach (var step in Enum.GetValues<TStep>())
            {
                var listed = machine.Rows.Any(row => row.From.Equals(state) && row.Step.Equals(step));
                Assert.Equal(listed, machine.Allows(state, step));
                Assert.Equal(listed, machine.Refuse(state, step) is null);
                if (!listed)
                {
                    Assert.Equal("step-not-allowed", machine.Refuse(state, step)!.Code);
                    Assert.Throws<InvalidOperationException>(() => machine.Next(state, step));
                }
            }
        }

        Assert.Equal(terminal.Order(), Enum.GetValues<TState>().Where(machine.IsTerminal).Order());
        Assert.Equal(Enum.GetValues<TState>(), Reachable(machine).Order());
        Assert.All(Enum.GetValues<TStep>(), step => Assert.True(
            machine.Rows.Any(row => row.Step.Equals(step)) || typeof(TState) == typeof(TStep), $"{step} is never allowed"));
    }

    /// <summary>Every event of an aggregate can be written and read back as its base type.</summary>
    public static void EveryEventIsNamed<TEvent>()
    {
        var named = typeof(TEvent).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().ToList();

        Assert.All(named, attribute => Assert.Equal(attribute.DerivedType.Name, attribute.TypeDiscriminator));
        Assert.Equal(
            typeof(TEvent).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(TEvent))).Select(type => type.Name).Order(),
            named.Select(attribute => attribute.DerivedType.Name).Order());
    }

    private static HashSet<TState> Reachable<TState, TStep>(Transitions<TState, TStep> machine)
        where TState : struct, Enum
        where TStep : struct, Enum
    {
        HashSet<TState> reached = [machine.Initial];
        while (machine.Rows.Any(row => reached.Contains(row.From) && reached.Add(row.To)))
        {
        }

        return reached;
    }
}
