namespace Sidecars.Apps.Support;

/// <summary>A theory about running images; skipped as a <see cref="ContainerFactAttribute"/> is.</summary>
internal sealed class ContainerTheoryAttribute : TheoryAttribute
{
    public ContainerTheoryAttribute() => Skip = Podman.Obstacle;
}
