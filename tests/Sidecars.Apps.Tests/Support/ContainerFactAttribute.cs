namespace Sidecars.Apps.Support;

/// <summary>A fact about a running image; where containers cannot be run it is skipped, unless CONTAINERS_REQUIRED is 1.</summary>
internal sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = Podman.Obstacle;
}
