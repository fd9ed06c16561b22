using Sidecars.Fuzz.Fuzzing;

namespace Sidecars.Fuzz.Targets;

internal static class AllTargets
{
    public static IReadOnlyList<Target> List { get; } = [.. SettingTargets.All, .. GitHubTargets.All, .. FileTargets.All, .. GitTargets.All, .. OutputTargets.All, .. KubernetesTargets.All];
}
