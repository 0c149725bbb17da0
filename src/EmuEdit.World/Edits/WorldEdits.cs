using EmuEdit.Core;
using EmuEdit.World.Scenes;
using EmuEdit.World.Texts;

namespace EmuEdit.World.Edits;

/// <summary>The edits of each task.</summary>
internal static class WorldEdits
{
    private static readonly Dictionary<string, Func<Voice, Edit>> ByTask = new()
    {
        [EditTask.Local.Name] = LocalEdit.Draw,
        [EditTask.Texture.Name] = TextureEdit.Draw,
        [EditTask.Add.Name] = AddEdit.Draw,
        [EditTask.Remove.Name] = RemoveEdit.Draw,
        [EditTask.Background.Name] = BackgroundEdit.Draw,
        [EditTask.Global.Name] = GlobalEdit.Draw,
        [EditTask.Style.Name] = StyleEdit.Draw,
        [EditTask.Text.Name] = TextEdit.Draw,
        [EditTask.Detect.Name] = DetectEdit.Draw,
        [EditTask.Segment.Name] = SegmentEdit.Draw,
        [EditTask.Color.Name] = ColorEdit.Draw,
        [EditTask.Depth.Name] = Translations.Depth.Draw,
        [EditTask.Sketch.Name] = Translations.Sketch.Draw,
        [EditTask.Normal.Name] = Translations.Normal.Draw,
        [EditTask.Pose.Name] = PoseEdit.Draw,
        [EditTask.SegmentationMap.Name] = Translations.SegmentationMap.Draw,
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
