namespace Sidecars.Apps.Planted;

/// <summary>Plain git over each planted clone, as a person uses it: the plants are alive.</summary>
public sealed class PlainGitSpecs
{
    public static TheoryData<string> Names => Plants.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Plain_git_falls_for_it(string name)
    {
        var plant = Plants.Named(name);
        await using var planted = await PlantedRepository.PlantAsync(plant);
        var outside = await planted.OutsideAsync();

        var run = await planted.InMainContainerAsync(plant.Proof.Script);

        var happened = new Dictionary<Harm, bool>
        {
            [Harm.CanaryRuns] = planted.CanaryRan,
            [Harm.ElsewhereIsCalled] = await planted.CallsElsewhereAsync() > 0,
            [Harm.OutsideChanges] = outside != await planted.OutsideAsync(),
            [Harm.ScriptSucceeds] = run.ExitCode == 0,
        };
        if (plant.Proof.Harm == Harm.None)
        {
            Assert.False(happened[Harm.CanaryRuns] || happened[Harm.ElsewhereIsCalled] || happened[Harm.OutsideChanges], $"It does, after all. {run.Error}");
        }
        else
        {
            Assert.True(happened[plant.Proof.Harm], $"{run.ExitCode} {run.Output} {run.Error}");
        }
    }
}
