using Sidecars.Fuzz.Fuzzing;
using Sidecars.Fuzz.Targets;

namespace Sidecars.Fuzz;

/// <summary>Whatever a parser is given: a documented error and no other, no hang, no memory out of proportion, no secret in a sentence.</summary>
public sealed class HostileInputSpecs
{
    private const long Share = 20_000;
    private const long All = 1_000_000;

    [Fact]
    public void Every_parser_stands_a_share_of_the_inputs() => Report.Check(Campaign.Run(AllTargets.List, Share));

    [Fact]
    [Trait("Category", "Soak")]
    public void Every_parser_stands_a_million_inputs()
    {
        var start = DateTimeOffset.UtcNow;
        var outcomes = Campaign.Run(AllTargets.List, All);
        Report.Write(outcomes, start);
        Report.Check(outcomes);
    }
}
