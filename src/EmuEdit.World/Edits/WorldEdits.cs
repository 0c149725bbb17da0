using EmuEdit.Core;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>The edits of each task.</summary>
internal static class WorldEdits
{
    private static readonly Dictionary<string, Func<Voice, Edit>> ByTask = new()
    {
        ["local"] = LocalEdit.Draw,
        ["texture"] = TextureEdit.Draw,
        ["add"] = AddEdit.Draw,
        ["remove"] = RemoveEdit.Draw,
        ["background"] = BackgroundEdit.Draw,
        ["global"] = GlobalEdit.Draw,
        ["style"] = StyleEdit.Draw,
        ["text"] = TextEdit.Draw,
        ["detect"] = DetectEdit.Draw,
        ["segment"] = SegmentEdit.Draw,
        ["color"] = ColorEdit.Draw,
        ["depth"] = Translations.Depth.Draw,
        ["sketch"] = Translations.Sketch.Draw,
        ["normal"] = Translations.Normal.Draw,
        ["pose"] = PoseEdit.Draw,
        ["segmentation-map"] = Translations.SegmentationMap.Draw,
        ["super-resolution"] = SuperResolutionEdit.Draw,
        ["contour"] = ContourEdit.Draw,
        ["inpainting"] = InpaintingEdit.Draw,
        ["add-and-detect"] = AddAndDetectEdit.Draw,
        ["mirror"] = MirrorEdit.Draw,
        ["grey-but"] = GreyButEdit.Draw,
    };

    public static Edit Draw(EditTask task, Voice voice) => ByTask[task.Name](voice);

    /// <summary>Samples a scene of one to five objects.</summary>
    public static Scene AnyScene(Voice voice) => SceneSampler.Draw(voice.Random, 1 + voice.Random.Next(5));

    /// <summary>
    /// Samples a scene of one to <paramref name="most"/> objects, the first of which
    /// <paramref name="kind"/> makes.
    /// </summary>
    public static (Scene Scene, SceneObject Object) SceneWith(Voice voice, Func<CounterRandom, Slot, SceneObject> kind, int most = 5)
    {
        var scene = SceneSampler.Draw(voice.Random, 1 + voice.Random.Next(most));
        var old = voice.Random.Pick(scene.Objects);
        while (true)
        {
            var wanted = kind(voice.Random, old.Slot) with { Jitter = old.Jitter };
            if (!scene.Objects.Any(o => !ReferenceEquals(o, old) && (SceneSampler.SharesName(o, wanted) || o.Slot == wanted.Slot)))
                return (scene.With(old, wanted), wanted);
            scene = SceneSampler.Draw(voice.Random, 1 + voice.Random.Next(most));
            old = voice.Random.Pick(scene.Objects);
        }
    }
}
