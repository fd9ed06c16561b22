using System.Reflection;
using GitHubEmulator;

namespace Sidecars.Apps.Chaos;

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

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(30, 50, true)]
    [InlineData(30, 51, false)]
    [InlineData(55, 70, true)]
    [InlineData(54, 70, false)]
    [InlineData(48, 52, false)]
    public void The_promise_binds_where_GitHub_answered_for_ten_of_the_last_fifteen_minutes(int from, int until, bool binds)
    {
        var minted = DateTimeOffset.UnixEpoch;
        var spell = new Spell("", Operation.Any, minted.AddMinutes(from), minted.AddMinutes(until), TimeSpan.Zero);

        Assert.Equal(binds, new Promise(TimeSpan.FromMinutes(1)).Binds(minted.AddHours(1), [spell]));
    }
}
