namespace Sidecars.Apps.Planted;

/// <summary>Every way we know by which a clone on the volume can make git run a program, call another host, write or read elsewhere, wait forever, or lie.</summary>
internal static class Plants
{
    private static readonly Dictionary<string, Plant> All = new Plant[][]
    {
        ProgramPlants.All, HostPlants.All, DetourPlants.All, HookPlants.All, LinkPlants.All, PipePlants.All, IndexPlants.All, ObjectPlants.All, UnfinishedPlants.All, CommitPlants.All,
    }.SelectMany(plants => plants).ToDictionary(plant => plant.Name);

    public static TheoryData<string> Names => [.. All.Keys];

    public static Plant Named(string name) => All[name];
}
