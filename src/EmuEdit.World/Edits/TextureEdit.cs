using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>Changes an object's material and keeps its shape.</summary>
internal static class TextureEdit
{
    private static readonly Phrasing Change = Phrasing
        .Of(
            "give {0} a {1} (texture|look|surface)",
            "change the (texture|material|surface) of {0} to {1}",
            "make the (texture|surface) of {0} {1}",
            "cover {0} with a {1} texture",
            "{0} gets a {1} (surface|texture)"
        )
        .HeldOut("let the material of {0} be {1}", "please give {0} a {1} surface");

    public static Edit Draw(Voice voice)
    {
        var (scene, o) = WorldEdits.SceneWith(voice, SceneSampler.DrawSolid);
        // Gold, wood and stone hide the colour below, so nobody could tell it.
        var material = voice.Random.Pick(o.ShowsColor ? Enum.GetValues<Material>() : [Material.Wooden, Material.Golden, Material.Stone]);
        var covered = o with { Material = material };
        if (material == o.Material || scene.Objects.Any(other => !ReferenceEquals(other, o) && SceneSampler.SharesName(other, covered)))
            return Draw(voice);
        return Edit.Of(Change.Say(voice, Names.The(o, scene, voice), Names.Of(material)), scene, scene.With(o, covered), voice, o);
    }
}
