using System.Reflection;
using GitHubEmulator;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>Nothing that the emulator can do wrong is left out.</summary>
[Trait("Category", "Chaos")]
public sealed class ScheduleSpecs
{
    private static readonly string[] AllKinds = [.. typeof(FaultKind).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => method.ReturnType == typeof(FaultKind)).Select(method => method.Name)];

    [Fact]
    public void Every_fault_of_the_emulator_has_a_place()
    {
        Assert.Equal(AllKinds.Order(), Trouble.Kinds.Keys.Order());
    }

    [Fact]
    public void Every_fault_comes_before_any_comes_again_and_then_every_kind_of_request_has_its_turn()
    {
        var operations = Enum.GetValues<Operation>();

        var round = Schedule.From(new Random(1), AllKinds).Take(AllKinds.Length + operations.Length).ToList();

        Assert.Equal(AllKinds.Order(), round.Take(AllKinds.Length).Select(trouble => trouble.Kind).Order());
        Assert.Equal(operations.Order(), round.Skip(AllKinds.Length).Select(trouble => trouble.On).Order());
    }

    [Fact]
    public void A_seed_gives_the_same_order_again()
    {
        Assert.Equal(Schedule.From(new Random(7), AllKinds).Take(100), Schedule.From(new Random(7), AllKinds).Take(100));
    }
}
