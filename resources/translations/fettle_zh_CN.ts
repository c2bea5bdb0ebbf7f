<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
<context>
    <name>AnswerList</name>
    <message>
        <source>{file}: {answers}</source>
        <translation>{file}：{answers}</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>答案</translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>Bright places speak for “{name}”.</source>
        <translation>亮处支持“{name}”。</translation>
    </message>
</context>
<context>
    <name>AttributedText</name>
    <message>
        <source>speaks most for it: {good}; against it: {bad}</source>
        <translation>最支持它的：{good}；最反对它的：{bad}</translation>
    </message>
</context>
<context>
    <name>AugmentationPreview</name>
    <message>
        <source>Pictures as they are, and four random changes of each</source>
        <translation>原图，以及每张图的四种随机变化</translation>
    </message>
    <message>
        <source>Your pictures, changed at random</source>
        <translation>你的图片，随机变化后</translation>
    </message>
    <message>
        <source>Another throw</source>
        <translation>换一组</translation>
    </message>
    <message>
        <source>Left: as it is. The others: what training may see instead.</source>
        <translation>左边是原图，其余是训练时可能看到的样子。</translation>
    </message>
    <message>
        <source>With these settings nothing is changed: training sees each picture as it is.</source>
        <translation>按这些设置不做任何变化：训练看到的就是原图。</translation>
    </message>
</context>
<context>
    <name>Blocks</name>
    <message>
        <source>Stem</source>
        <translation>输入层</translation>
    </message>
    <message>
        <source>Patch embedding</source>
        <translation>图块嵌入</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>块</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Convolution</source>
        <translation>卷积</translation>
    </message>
    <message>
        <source>Linear layer</source>
        <translation>线性层</translation>
    </message>
    <message>
        <source>Top layers</source>
        <translation>顶部层</translation>
    </message>
    <message>
        <source>Top convolution</source>
        <translation>顶部卷积</translation>
    </message>
    <message>
        <source>Top linear layer</source>
        <translation>顶部线性层</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入层</translation>
    </message>
    <message>
        <source>Pooler</source>
        <translation>池化层</translation>
    </message>
</context>
<context>
    <name>ClassScores</name>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>Of what is called so, the share that is so.</source>
        <translation>被判为此类的之中，确实是此类的占多少。</translation>
    </message>
    <message>
        <source>Of what is so, the share that was found.</source>
        <translation>实为此类的之中，被找出来的占多少。</translation>
    </message>
    <message>
        <source>How many of this class there are in this part.</source>
        <translation>这一部分里此类有多少。</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Harmonic mean of precision and recall.</source>
        <translation>精确率和召回率的调和平均。</translation>
    </message>
</context>
<context>
    <name>ClassTable</name>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>文本</translation>
    </message>
</context>
<context>
    <name>Confusion</name>
    <message>
        <source>is {name}</source>
        <translation>实为 {name}</translation>
    </message>
    <message>
        <source>says {name}</source>
        <translation>答 {name}</translation>
    </message>
    <message>
        <source>{truth}, and called so: {count}</source>
        <translation>{truth}，判断正确：{count}</translation>
    </message>
    <message>
        <source>{truth}, but called {answer}: {count}</source>
        <translation>{truth}，却被判为 {answer}：{count}</translation>
    </message>
    <message>
        <source>Truth and answer: rows are what it is, columns what the model says</source>
        <translation>真实与答案：行是真实类别，列是模型的答案</translation>
    </message>
</context>
<context>
    <name>CurveOverlay</name>
    <message>
        <source>validation loss</source>
        <translation>验证损失</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>What is drawn</source>
        <translation>画什么</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>{letter}, {name}: {value} at the end</source>
        <translation>{letter}，{name}：结束时 {value}</translation>
    </message>
    <message>
        <source>Curves of the chosen runs</source>
        <translation>所选运行的曲线</translation>
    </message>
</context>
<context>
    <name>DataPage</name>
    <message>
        <source>Your pictures</source>
        <translation>你的图片</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
    <message>
        <source>Next: Model</source>
        <translation>下一步：模型</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Your data</source>
        <translation>你的数据</translation>
    </message>
    <message>
        <source>Read it anew: it has changed</source>
        <translation>数据有变化时重新读取</translation>
    </message>
    <message>
        <source>Choose other data…</source>
        <translation>选择其他数据…</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>A table…</source>
        <translation>表格…</translation>
    </message>
    <message>
        <source>Reading the data</source>
        <translation>正在读取数据</translation>
    </message>
    <message>
        <source>Drop a folder or a table here</source>
        <translation>把文件夹或表格拖放到这里</translation>
    </message>
    <message>
        <source>Pictures or texts: a folder with one sub-folder for each class, named like the class. Texts also as a table (CSV, TSV, JSONL, Parquet) with a column for the text and one for its label. Your files are only read, never changed.</source>
        <translation>图片或文本：一个文件夹，每个类别一个以类别命名的子文件夹。文本也可以是表格（CSV、TSV、JSONL、Parquet），一列是文本，一列是标签。你的文件只会被读取，绝不会被修改。</translation>
    </message>
    <message>
        <source>Choose a table…</source>
        <translation>选择表格…</translation>
    </message>
    <message>
        <source>Looking through your data</source>
        <translation>正在查看你的数据</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Choose {inner}</source>
        <translation>选择 {inner}</translation>
    </message>
    <message>
        <source>Choose the folder with your data</source>
        <translation>选择存放数据的文件夹</translation>
    </message>
    <message>
        <source>Tables ({endings})</source>
        <translation>表格 ({endings})</translation>
    </message>
    <message>
        <source>All files ({endings})</source>
        <translation>所有文件 ({endings})</translation>
    </message>
    <message>
        <source>Choose the table with your texts</source>
        <translation>选择存放文本的表格</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>划分</translation>
    </message>
    <message>
        <source>Validation share in percent</source>
        <translation>验证部分的百分比</translation>
    </message>
    <message>
        <source>Test share in percent</source>
        <translation>测试部分的百分比</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>train {share} %</source>
        <translation>训练 {share} %</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Pictures of the chosen class</source>
        <translation>所选类别的图片</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Don&apos;t use the chosen picture</source>
        <translation>不使用所选图片</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show the picture in its own program</source>
        <translation>用看图程序打开</translation>
    </message>
    <message>
        <source>Show only this kind</source>
        <translation>只显示这一种</translation>
    </message>
    <message>
        <source>What was noticed</source>
        <translation>发现的问题</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>检查结果</translation>
    </message>
    <message>
        <source>Nothing to say: every file is a good picture, and each is there once.</source>
        <translation>一切正常：每个文件都是完好的图片，且没有重复。</translation>
    </message>
    <message>
        <source>folders for training and test</source>
        <translation>已分好训练和测试文件夹</translation>
    </message>
    <message>
        <source>one folder a class</source>
        <translation>每类一个文件夹</translation>
    </message>
    <message>
        <source>{smallest} to {largest} pixels</source>
        <translation>{smallest} 到 {largest} 像素</translation>
    </message>
    <message>
        <source>{name}: {train} for training, {validation} for validation, {test} for test</source>
        <translation>{name}：训练 {train}，验证 {validation}，测试 {test}</translation>
    </message>
    <message>
        <source>every file was opened</source>
        <translation>所有文件都已打开检查</translation>
    </message>
    <message>
        <source>{count} left out</source>
        <translation>{count} 个已排除</translation>
    </message>
    <message>
        <source>{count} left out by you</source>
        <translation>{count} 个由你排除</translation>
    </message>
    <message>
        <source>{count} file under two classes</source>
        <translation>{count} 个文件同时属于两个类别</translation>
    </message>
    <message>
        <source>{count} files under two classes</source>
        <translation>{count} 个文件同时属于两个类别</translation>
    </message>
    <message>
        <source>Reading everything once: {share}</source>
        <translation>全部读取一遍：{share}</translation>
    </message>
    <message>
        <source>Looking what is there…</source>
        <translation>正在查看有些什么…</translation>
    </message>
    <message>
        <source>table, text column “{text}”, label column “{label}”</source>
        <translation>表格，文本列“{text}”，标签列“{label}”</translation>
    </message>
    <message>
        <source>everything ({count})</source>
        <translation>全部（{count}）</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>This one is right</source>
        <translation>这个是对的</translation>
    </message>
    <message>
        <source>train {count}</source>
        <translation>训练 {count}</translation>
    </message>
    <message>
        <source>val. {count}</source>
        <translation>验证 {count}</translation>
    </message>
    <message>
        <source>test {count}</source>
        <translation>测试 {count}</translation>
    </message>
    <message>
        <source>the folders named train, validation and test decide</source>
        <translation>由名为 train、validation 和 test 的文件夹决定</translation>
    </message>
    <message>
        <source>the column “{column}” decides</source>
        <translation>由列“{column}”决定</translation>
    </message>
    <message>
        <source>the files named train, validation and test decide</source>
        <translation>由名为 train、validation 和 test 的文件决定</translation>
    </message>
    <message>
        <source>same shares of each class in every part</source>
        <translation>各部分中每个类别的比例相同</translation>
    </message>
    <message>
        <source>Column with the text</source>
        <translation>文本所在的列</translation>
    </message>
    <message>
        <source>Column with the label</source>
        <translation>标签所在的列</translation>
    </message>
    <message>
        <source>Column that says the part</source>
        <translation>说明属于哪一部分的列</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>The first rows of the table</source>
        <translation>表格的前几行</translation>
    </message>
    <message>
        <source>choose…</source>
        <translation>请选择…</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Hide rows</source>
        <translation>隐藏行</translation>
    </message>
    <message>
        <source>Show rows</source>
        <translation>显示行</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Longest text that is read whole</source>
        <translation>能完整读取的最长文本</translation>
    </message>
    <message>
        <source>Kept of a text that is cut</source>
        <translation>截断时保留</translation>
    </message>
    <message>
        <source>start</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>end</source>
        <translation>结尾</translation>
    </message>
    <message>
        <source>both ends</source>
        <translation>首尾</translation>
    </message>
    <message>
        <source>Cut after</source>
        <translation>截断长度</translation>
    </message>
    <message>
        <source>Length in tokens for {model}</source>
        <translation>长度（{model} 的词元数）</translation>
    </message>
    <message>
        <source>Counting the tokens…</source>
        <translation>正在数词元…</translation>
    </message>
    <message>
        <source>Counting the tokens: {done} of {total} texts</source>
        <translation>正在数词元：{done} / {total} 篇文本</translation>
    </message>
    <message>
        <source>None of the {total} texts is longer than {tokens} tokens: all are read whole.</source>
        <translation>{total} 篇文本都不超过 {tokens} 个词元：全部完整读取。</translation>
    </message>
    <message>
        <source>{count} of {total} texts is longer than {tokens} tokens and is cut.</source>
        <translation>{total} 篇文本中有 {count} 篇超过 {tokens} 个词元，会被截断。</translation>
    </message>
    <message>
        <source>{count} of {total} texts are longer than {tokens} tokens and are cut.</source>
        <translation>{total} 篇文本中有 {count} 篇超过 {tokens} 个词元，会被截断。</translation>
    </message>
    <message>
        <source>Half of them have up to {median} tokens, 95 % up to {most}, the longest {longest}.</source>
        <translation>一半不超过 {median} 个词元，95 % 不超过 {most} 个，最长的有 {longest} 个。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Automatic ({tokens})</source>
        <translation>自动（{tokens}）</translation>
    </message>
    <message>
        <source>{count} token</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>Texts of the chosen class</source>
        <translation>所选类别的文本</translation>
    </message>
    <message>
        <source>How the chosen text begins</source>
        <translation>所选文本的开头</translation>
    </message>
    <message>
        <source>Don&apos;t use the chosen text</source>
        <translation>不使用所选文本</translation>
    </message>
    <message>
        <source>Show its file in its own program</source>
        <translation>用相应的程序打开它的文件</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
    <message>
        <source>row {row} of {table}</source>
        <translation>{table} 第 {row} 行</translation>
    </message>
    <message>
        <source>Your texts</source>
        <translation>你的文本</translation>
    </message>
    <message>
        <source>everything was read</source>
        <translation>已全部读取</translation>
    </message>
    <message>
        <source>Nothing to say: every text can be read, and each is there once.</source>
        <translation>没有问题：每篇文本都能读取，而且没有重复。</translation>
    </message>
    <message>
        <source>{count} text under two classes</source>
        <translation>{count} 篇文本属于两个类别</translation>
    </message>
    <message>
        <source>{count} texts under two classes</source>
        <translation>{count} 篇文本属于两个类别</translation>
    </message>
</context>
<context>
    <name>DataWords</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>{count} picture</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>{count} training picture</source>
        <translation>{count} 张训练图片</translation>
    </message>
    <message>
        <source>{count} training pictures</source>
        <translation>{count} 张训练图片</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>{count} text</source>
        <translation>{count} 篇文本</translation>
    </message>
    <message>
        <source>{count} texts</source>
        <translation>{count} 篇文本</translation>
    </message>
    <message>
        <source>{count} training text</source>
        <translation>{count} 篇训练文本</translation>
    </message>
    <message>
        <source>{count} training texts</source>
        <translation>{count} 篇训练文本</translation>
    </message>
</context>
<context>
    <name>DepthCurve</name>
    <message>
        <source>How much each depth already knows</source>
        <translation>每个深度已经知道多少</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>ExplainedPicture</name>
    <message>
        <source>heat map</source>
        <translation>热力图</translation>
    </message>
    <message>
        <source>Grad-CAM: which places of the picture speak for the answer.</source>
        <translation>Grad-CAM：图片的哪些地方支持这个答案。</translation>
    </message>
    <message>
        <source>Finding out where the model looks …</source>
        <translation>正在查看模型在看哪里…</translation>
    </message>
</context>
<context>
    <name>ExplainedText</name>
    <message>
        <source>mark words</source>
        <translation>标出词语</translation>
    </message>
    <message>
        <source>Integrated gradients: which words speak for the answer, and which against it.</source>
        <translation>积分梯度：哪些词支持这个答案，哪些反对。</translation>
    </message>
    <message>
        <source>Finding out which words count …</source>
        <translation>正在找出起作用的词语…</translation>
    </message>
    <message>
        <source>speaks for “{name}”</source>
        <translation>支持“{name}”</translation>
    </message>
    <message>
        <source>against it</source>
        <translation>反对</translation>
    </message>
    <message>
        <source>grey: not seen by the model</source>
        <translation>灰色：模型看不到</translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export and prove</source>
        <translation>导出并验证</translation>
    </message>
    <message>
        <source>{name}, as files that give the same answers elsewhere. Nothing is ticked off without proof.</source>
        <translation>把 {name} 存成在别处也给出相同答案的文件。未经验证的一律不打勾。</translation>
    </message>
    <message>
        <source>Choose where the export&apos;s folder is made</source>
        <translation>选择导出文件夹的位置</translation>
    </message>
    <message>
        <source>Formats</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation>新文件夹的名称</translation>
    </message>
    <message>
        <source>Choose another place…</source>
        <translation>选择其他位置…</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>inside</source>
        <translation>位于</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>导出进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>ONNX</source>
        <translation>ONNX</translation>
    </message>
    <message>
        <source>For other programs and other machines: runs without Python&apos;s deep learning libraries.</source>
        <translation>用于其他程序和其他机器：无需 Python 深度学习库即可运行。</translation>
    </message>
    <message>
        <source>safetensors and config</source>
        <translation>safetensors 和配置</translation>
    </message>
    <message>
        <source>For people who go on training, here or in PyTorch: the weights and how to build the network.</source>
        <translation>用于继续训练，在这里或在 PyTorch 中：权重和网络的搭建方法。</translation>
    </message>
    <message>
        <source>Hugging Face folder</source>
        <translation>Hugging Face 文件夹</translation>
    </message>
    <message>
        <source>For people who use the library transformers: from_pretrained opens it as it is.</source>
        <translation>给使用 transformers 库的人：可以直接用 from_pretrained 打开。</translation>
    </message>
    <message>
        <source>torch.export</source>
        <translation>torch.export</translation>
    </message>
    <message>
        <source>For programmers who deploy with PyTorch itself: the whole network as one file.</source>
        <translation>用于以 PyTorch 部署的程序员：整个网络存为一个文件。</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose at least one format.</source>
        <translation>请至少选择一种格式。</translation>
    </message>
    <message>
        <source>Give the export&apos;s folder a name that every system can use.</source>
        <translation>请给导出文件夹起一个各种系统都能用的名称。</translation>
    </message>
    <message>
        <source>Getting ready …</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>Step {step} of {steps}, {phase} …</source>
        <translation>第 {step} 步，共 {steps} 步，{phase}…</translation>
    </message>
    <message>
        <source>Step {step} of {steps}, {phase}: {done} of {total}</source>
        <translation>第 {step} 步，共 {steps} 步，{phase}：{done} / {total}</translation>
    </message>
    <message>
        <source>Proven: read back in a clean process, every file gives the answers of the trained model.</source>
        <translation>已验证：在全新的进程中重新读取后，每个文件给出的答案都与训练好的模型一致。</translation>
    </message>
    <message>
        <source>{passed} of {count} formats are proven. The others are not in the bundle; the table says why.</source>
        <translation>{count} 种格式中有 {passed} 种通过验证。其余的不在导出包中，原因见表。</translation>
    </message>
    <message>
        <source>No format is proven. Don&apos;t rely on these files.</source>
        <translation>没有任何格式通过验证。请不要依赖这些文件。</translation>
    </message>
    <message>
        <source>✓ proven</source>
        <translation>✓ 已验证</translation>
    </message>
    <message>
        <source>✗ left out</source>
        <translation>✗ 已排除</translation>
    </message>
    <message>
        <source>A text to be judged</source>
        <translation>要判断的一段文本</translation>
    </message>
</context>
<context>
    <name>FindingKinds</name>
    <message>
        <source>disappeared</source>
        <translation>已消失</translation>
    </message>
    <message>
        <source>may not be read</source>
        <translation>无读取权限</translation>
    </message>
    <message>
        <source>can&apos;t be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>empty file</source>
        <translation>空文件</translation>
    </message>
    <message>
        <source>not a picture</source>
        <translation>不是图片</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>过大</translation>
    </message>
    <message>
        <source>several pictures in one</source>
        <translation>一个文件含多张图</translation>
    </message>
    <message>
        <source>unreadable name</source>
        <translation>名称无法识别</translation>
    </message>
    <message>
        <source>broken link</source>
        <translation>失效的链接</translation>
    </message>
    <message>
        <source>link in a circle</source>
        <translation>循环链接</translation>
    </message>
    <message>
        <source>left out by you</source>
        <translation>由你排除</translation>
    </message>
    <message>
        <source>the same twice</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>too few texts</source>
        <translation>文本太少</translation>
    </message>
    <message>
        <source>not a text</source>
        <translation>不是文本</translation>
    </message>
    <message>
        <source>empty text</source>
        <translation>空文本</translation>
    </message>
    <message>
        <source>not an ordinary file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>wrong number of values</source>
        <translation>值的个数不对</translation>
    </message>
    <message>
        <source>open quote</source>
        <translation>引号未闭合</translation>
    </message>
    <message>
        <source>not JSON</source>
        <translation>不是 JSON</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>没有标签</translation>
    </message>
    <message>
        <source>unknown part</source>
        <translation>未知的部分</translation>
    </message>
    <message>
        <source>label cleaned</source>
        <translation>标签已整理</translation>
    </message>
    <message>
        <source>class not known</source>
        <translation>未知的类别</translation>
    </message>
    <message>
        <source>uneven classes</source>
        <translation>类别不均衡</translation>
    </message>
    <message>
        <source>labels alike</source>
        <translation>相似的标签</translation>
    </message>
    <message>
        <source>nearly black</source>
        <translation>近乎全黑</translation>
    </message>
    <message>
        <source>table without the column</source>
        <translation>缺少该列的表格</translation>
    </message>
    <message>
        <source>beside the tables</source>
        <translation>在表格之外</translation>
    </message>
    <message>
        <source>under two classes</source>
        <translation>同属两个类别</translation>
    </message>
    <message>
        <source>in two parts</source>
        <translation>同属两个部分</translation>
    </message>
    <message>
        <source>folders inside</source>
        <translation>含内层文件夹</translation>
    </message>
    <message>
        <source>beside the classes</source>
        <translation>在类别之外</translation>
    </message>
    <message>
        <source>beside the parts</source>
        <translation>在各部分之外</translation>
    </message>
    <message>
        <source>part without classes</source>
        <translation>没有类别的部分</translation>
    </message>
    <message>
        <source>class without training</source>
        <translation>没有训练图片的类别</translation>
    </message>
    <message>
        <source>empty class</source>
        <translation>空类别</translation>
    </message>
    <message>
        <source>too few pictures</source>
        <translation>图片太少</translation>
    </message>
</context>
<context>
    <name>FindingTable</name>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>what, and what Fettle does</source>
        <translation>发现了什么，Fettle 怎么处理</translation>
    </message>
    <message>
        <source>you can</source>
        <translation>你可以</translation>
    </message>
</context>
<context>
    <name>FormMistakes</name>
    <message>
        <source>This must be a whole number.</source>
        <translation>必须是整数。</translation>
    </message>
    <message>
        <source>This must be a number.</source>
        <translation>必须是数字。</translation>
    </message>
    <message>
        <source>This must be a finite number.</source>
        <translation>必须是有限的数字。</translation>
    </message>
    <message>
        <source>This must be more than {limit}.</source>
        <translation>必须大于 {limit}。</translation>
    </message>
    <message>
        <source>This must be at least {limit}.</source>
        <translation>至少为 {limit}。</translation>
    </message>
    <message>
        <source>This must be less than {limit}.</source>
        <translation>必须小于 {limit}。</translation>
    </message>
    <message>
        <source>This must be at most {limit}.</source>
        <translation>最多为 {limit}。</translation>
    </message>
    <message>
        <source>This is too long: at most {limit} characters.</source>
        <translation>太长：最多 {limit} 个字符。</translation>
    </message>
    <message>
        <source>This value can&apos;t be used here.</source>
        <translation>这里不能使用这个值。</translation>
    </message>
</context>
<context>
    <name>HeatMapView</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>LayerLadder</name>
    <message>
        <source>drag, click a block, or ↑ ↓</source>
        <translation>拖动、点击某一块，或按 ↑ ↓</translation>
    </message>
    <message>
        <source>no blocks yet</source>
        <translation>还没有块</translation>
    </message>
    <message>
        <source>{frozen} of {count} blocks frozen</source>
        <translation>{count} 块中冻结了 {frozen} 块</translation>
    </message>
    <message>
        <source>Freeze line: {state}</source>
        <translation>冻结线：{state}</translation>
    </message>
    <message>
        <source>Up and Down move the line by a block, Home and End all the way.</source>
        <translation>上下键移动一块，Home 和 End 键移到两端。</translation>
    </message>
    <message>
        <source>The head is new and always learns.</source>
        <translation>分类头是新的，总是参与学习。</translation>
    </message>
    <message>
        <source>Warm: adapts to your data. Click to freeze it and all below.</source>
        <translation>暖：会适应你的数据。点击可冻结它和下面的所有块。</translation>
    </message>
    <message>
        <source>Cold: stays bit for bit as it is. Click to warm it and all above.</source>
        <translation>冷：逐位保持不变。点击可让它和上面的所有块变暖。</translation>
    </message>
    <message>
        <source>{count} parameters</source>
        <translation>{count} 个参数</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>答案</translation>
    </message>
</context>
<context>
    <name>LayersPage</name>
    <message>
        <source>With {things}, keeping everything but the head cold is the safest start, and the fastest.</source>
        <translation>只有 {things}时，除分类头外全部冻结是最稳妥、也最快的起点。</translation>
    </message>
    <message>
        <source>That is a lot of freedom for {things}: the model may learn them by heart. Watch the two loss curves: if validation rises while training falls, freeze more. A usual start here: {start}.</source>
        <translation>对 {things}来说自由度很大：模型可能会死记硬背。请留意两条损失曲线：如果训练下降而验证上升，就多冻结一些。这里通常的起点：{start}。</translation>
    </message>
    <message>
        <source>{things} can carry more: if the result is not good enough, warm more blocks. A usual start here: {start}.</source>
        <translation>{things}还可以支持更多：如果结果不够好，就让更多块变暖。这里通常的起点：{start}。</translation>
    </message>
    <message>
        <source>A good start for {things}. Compare it with some blocks less.</source>
        <translation>对 {things}来说是个好起点。可以再与少几块的结果比较。</translation>
    </message>
    <message>
        <source>A good start for {things}. Compare it with one block more and one less.</source>
        <translation>对 {things}来说是个好起点。可以再与多一块、少一块的结果比较。</translation>
    </message>
    <message>
        <source>head only</source>
        <translation>仅分类头</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>the last block</source>
        <translation>最后一块</translation>
    </message>
    <message>
        <source>the last {count} blocks</source>
        <translation>最后 {count} 块</translation>
    </message>
    <message>
        <source>What this choice costs</source>
        <translation>这样选择的代价</translation>
    </message>
    <message>
        <source>The presets side by side</source>
        <translation>各预设的对比</translation>
    </message>
    <message>
        <source>trainable</source>
        <translation>可训练</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>all epochs</source>
        <translation>全部轮次</translation>
    </message>
    <message>
        <source>Fine control</source>
        <translation>精细控制</translation>
    </message>
    <message>
        <source>Learning rate lower toward the input</source>
        <translation>越靠近输入学习率越低</translation>
    </message>
    <message>
        <source>Discriminative learning rates, a factor for each block</source>
        <translation>分层学习率，每块乘一个系数</translation>
    </message>
    <message>
        <source>all at once</source>
        <translation>一次全部</translation>
    </message>
    <message>
        <source>One more block every so many epochs</source>
        <translation>每隔若干轮多放开一块</translation>
    </message>
    <message>
        <source>Gradual unfreezing</source>
        <translation>逐步解冻</translation>
    </message>
    <message>
        <source>Lower toward the input</source>
        <translation>越靠近输入越低</translation>
    </message>
    <message>
        <source>One more block every … epochs</source>
        <translation>每隔…轮多放开一块</translation>
    </message>
    <message>
        <source>Which layers may change?</source>
        <translation>哪些层可以改变？</translation>
    </message>
    <message>
        <source>Which layers may change</source>
        <translation>哪些层可以改变</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>The times are those of this machine while it was measured. Was it busy with something else?</source>
        <translation>这些时间是测量时这台机器的情况。当时它在忙别的吗？</translation>
    </message>
    <message>
        <source>Next: Train</source>
        <translation>下一步：训练</translation>
    </message>
    <message>
        <source>Advanced ▾</source>
        <translation>高级 ▾</translation>
    </message>
    <message>
        <source>Advanced ▴</source>
        <translation>高级 ▴</translation>
    </message>
    <message>
        <source>How much each depth already knows</source>
        <translation>每个深度已经知道多少</translation>
    </message>
    <message>
        <source>Find the depth for me</source>
        <translation>帮我找到合适的深度</translation>
    </message>
    <message>
        <source>How far the search for the depth is</source>
        <translation>寻找深度的进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>已采用</translation>
    </message>
    <message>
        <source>Go to Model</source>
        <translation>前往模型</translation>
    </message>
    <message>
        <source>Reading the network…</source>
        <translation>正在读取网络…</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>分类头</translation>
    </message>
    <message>
        <source>Head: {count} class</source>
        <translation>分类头：{count} 个类别</translation>
    </message>
    <message>
        <source>Head: {count} classes</source>
        <translation>分类头：{count} 个类别</translation>
    </message>
    <message>
        <source>Cold layers keep what the model has learned before. Warm layers adapt to your {things}. The more are cold, the faster it trains and the fewer pictures it needs.</source>
        <translation>冷层保留模型以前学到的东西，暖层会适应你的 {things}。冷层越多，训练越快，需要的图片越少。</translation>
    </message>
    <message>
        <source>Only the head learns: the fastest way to a first result with {things}. If your pictures look unlike photos, warming the last block usually gains some points.</source>
        <translation>只有分类头学习：用 {things}得到第一个结果的最快方法。如果你的图片不像普通照片，让最后一块变暖通常能再提高几个百分点。</translation>
    </message>
    <message>
        <source>picture, {side} × {side}</source>
        <translation>图片，{side} × {side}</translation>
    </message>
    <message>
        <source>Cold layers keep what the model has learned about language. Warm layers adapt to your {things}. The more are cold, the faster it trains; texts usually gain from warm ones, even where there are few.</source>
        <translation>冷层保留模型学到的语言知识，暖层会适应你的 {things}。冷层越多，训练越快；但文本通常从暖层受益，即使数量不多。</translation>
    </message>
    <message>
        <source>Only the head learns: the fastest way to a first result with {things}. Texts usually gain several points when the layers below it learn too.</source>
        <translation>只有分类头学习：用 {things}得到第一个结果的最快方法。让下面的层也学习，文本通常能再提高几个百分点。</translation>
    </message>
    <message>
        <source>Training needs about {needed} GB of memory and {free} GB are free. Freeze more blocks, choose a smaller batch, or cut the texts earlier.</source>
        <translation>训练约需 {needed} GB 内存，而空闲的只有 {free} GB。请多冻结几块，选择更小的批，或把文本截得更短。</translation>
    </message>
    <message>
        <source>text, up to {tokens} tokens</source>
        <translation>文本，最多 {tokens} 个词元</translation>
    </message>
    <message>
        <source>measured with texts of {tokens} tokens</source>
        <translation>用 {tokens} 个词元的文本测得</translation>
    </message>
    <message>
        <source>Each epoch after that</source>
        <translation>之后每轮</translation>
    </message>
    <message>
        <source>Each epoch</source>
        <translation>每轮</translation>
    </message>
    <message>
        <source>{count} epoch</source>
        <translation>{count} 轮</translation>
    </message>
    <message>
        <source>{count} epochs</source>
        <translation>{count} 轮</translation>
    </message>
    <message>
        <source>{needed} GB</source>
        <translation>{needed} GB</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>could not be measured</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>(kept from an earlier run)</source>
        <translation>（先前的运行已保留）</translation>
    </message>
    <message>
        <source>{time}, once</source>
        <translation>{time}，一次</translation>
    </message>
    <message>
        <source>The head begins alone; one more block joins after each epoch, so that all {count} learn after epoch {last}.</source>
        <translation>先只有分类头学习，每一轮后多加入一块，第 {last} 轮之后全部 {count} 块都在学习。</translation>
    </message>
    <message>
        <source>First pass over the cold layers</source>
        <translation>冷层的第一遍计算</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>on the graphics device</source>
        <translation>在图形设备上</translation>
    </message>
    <message>
        <source>of {free} GB free</source>
        <translation>（空闲 {free} GB）</translation>
    </message>
    <message>
        <source>Training needs about {needed} GB of memory and {free} GB are free. Freeze more blocks, or choose a smaller batch or smaller pictures.</source>
        <translation>训练约需 {needed} GB 内存，而空闲的只有 {free} GB。请多冻结几块，或选择更小的批或更小的图片。</translation>
    </message>
    <message>
        <source>Head only</source>
        <translation>仅分类头</translation>
    </message>
    <message>
        <source>Last block</source>
        <translation>最后一块</translation>
    </message>
    <message>
        <source>Last half</source>
        <translation>后一半</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>of {total} ({share})</source>
        <translation>共 {total}（{share}）</translation>
    </message>
    <message>
        <source>Trainable</source>
        <translation>可训练</translation>
    </message>
    <message>
        <source>(without reuse {time})</source>
        <translation>（不复用时 {time}）</translation>
    </message>
    <message>
        <source>(everything warm: {time})</source>
        <translation>（全部变暖：{time}）</translation>
    </message>
    <message>
        <source>All warm layers learn at the same rate.</source>
        <translation>所有暖层以相同的学习率学习。</translation>
    </message>
    <message>
        <source>Each block nearer to the input learns at {factor} of the rate of the one above it; the lowest warm block at {lowest}.</source>
        <translation>每靠近输入一块，学习率为上一块的 {factor}；最低的暖块为 {lowest}。</translation>
    </message>
    <message>
        <source>All warm layers learn from the first epoch on.</source>
        <translation>所有暖层从第一轮起就学习。</translation>
    </message>
    <message>
        <source>The head begins alone; one more block joins every {every} epochs, so that all {count} learn after epoch {last}.</source>
        <translation>先只有分类头学习，每 {every} 轮多加入一块，第 {last} 轮之后全部 {count} 块都在学习。</translation>
    </message>
    <message>
        <source>LoRA can&apos;t be used here: no layer of this network is of a kind that it can add to.</source>
        <translation>这里不能使用 LoRA：这个网络没有它能附加的那种层。</translation>
    </message>
    <message>
        <source>LoRA leaves warm blocks as they are and trains small additions beside them: it needs less memory.</source>
        <translation>LoRA 不改动暖块本身，只训练附加在旁边的少量参数：需要的内存更少。</translation>
    </message>
    <message>
        <source>Warm blocks keep their own numbers; small additions beside them learn, {added} numbers in all. Whatever is saved or exported is a plain network, with the additions folded in.</source>
        <translation>暖块保留原有的参数；学习的是附加在旁边的少量参数，共 {added} 个。保存或导出的总是普通网络，附加部分已合并进去。</translation>
    </message>
    <message>
        <source>fully</source>
        <translation>全部参数</translation>
    </message>
    <message>
        <source>with LoRA</source>
        <translation>用 LoRA</translation>
    </message>
    <message>
        <source>How warm blocks learn</source>
        <translation>暖块怎样学习</translation>
    </message>
    <message>
        <source>Rank of the additions</source>
        <translation>附加部分的秩</translation>
    </message>
    <message>
        <source>How wide the additions are: more can learn more, and costs more. 8 is usual.</source>
        <translation>附加部分的宽度：越大能学的越多，代价也越大。通常用 8。</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>秩</translation>
    </message>
    <message>
        <source>Warm blocks learn</source>
        <translation>暖块的学习方式</translation>
    </message>
    <message>
        <source>Asking every block: {done} of {things}</source>
        <translation>正在询问每个块：{done}/{things}</translation>
    </message>
    <message>
        <source>Comparing the depths…</source>
        <translation>正在比较各个深度…</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
    <message>
        <source>{share}: largest class</source>
        <translation>{share}：最大类别</translation>
    </message>
    <message>
        <source>Asks every block, in one pass, how well it tells your {things} apart before any training.</source>
        <translation>只需计算一遍，就能知道每个块在训练之前区分你的{things}的能力。</translation>
    </message>
    <message>
        <source>It takes about {time}.</source>
        <translation>大约需要 {time}。</translation>
    </message>
    <message>
        <source>Accuracy of a simple classifier on the output of each block, before any training. Learned from {train}, judged by {validation}.</source>
        <translation>训练之前，在每个块的输出上训练一个简单分类器所得的准确率。用 {train}学习，用 {validation} 个评判。</translation>
    </message>
    <message>
        <source>Accuracy of a simple classifier on the output of each block, before any training. Learned from a selection of {train}, judged by {validation}.</source>
        <translation>训练之前，在每个块的输出上训练一个简单分类器所得的准确率。用抽取的 {train}学习，用 {validation} 个评判。</translation>
    </message>
    <message>
        <source>From {block} on hardly a mistake is left.</source>
        <translation>从{block}起，几乎不再出错。</translation>
    </message>
    <message>
        <source>With so few {things} as much as possible should stay cold, and {block} knows as much as any block ({share}).</source>
        <translation>{things}这么少，应让尽量多的层保持冷，而{block}知道得不比任何块少（{share}）。</translation>
    </message>
    <message>
        <source>{block} knows as much of your {things} as any ({share}); after it some is lost again, down to {last}: those blocks are specialised in what they learned before.</source>
        <translation>{block}对你的{things}知道得不比任何块少（{share}）；之后又丢失一些，降到 {last}：那些块专注于它们以前学过的东西。</translation>
    </message>
    <message>
        <source>The first {enough} of {count} blocks already know what the network knows of your {things} ({share}); what comes after adds nothing as it is.</source>
        <translation>{count} 个块中的前 {enough} 个已经知道网络对你的{things}所知的一切（{share}）；后面的块照原样不再增加什么。</translation>
    </message>
    <message>
        <source>Every block up to the last adds something, so this is only a rule of thumb.</source>
        <translation>直到最后一块，每个块都有所增加，所以这只是经验法则。</translation>
    </message>
    <message>
        <source>The head alone is enough: {time}.</source>
        <translation>只训练分类头就够了：{time}。</translation>
    </message>
    <message>
        <source>The head alone is enough.</source>
        <translation>只训练分类头就够了。</translation>
    </message>
    <message>
        <source>Warm {blocks}.</source>
        <translation>让{blocks}变暖。</translation>
    </message>
    <message>
        <source>Warm {blocks}: {time} of training, against {head_time} for the head alone.</source>
        <translation>让{blocks}变暖：训练 {time}，只训练分类头则为 {head_time}。</translation>
    </message>
    <message>
        <source>{block}: {share} right (95 % interval {low} to {high}), balanced {balanced}, macro F1 {macro}</source>
        <translation>{block}：正确率 {share}（95 % 区间 {low} 至 {high}），均衡准确率 {balanced}，宏 F1 {macro}</translation>
    </message>
</context>
<context>
    <name>LengthHistogram</name>
    <message>
        <source>Lengths of the texts</source>
        <translation>文本的长度</translation>
    </message>
    <message>
        <source>{low} to {high} tokens: {count}</source>
        <translation>{low} 到 {high} 个词元：{count}</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>looking through the data</source>
        <translation>正在查看数据</translation>
    </message>
    <message>
        <source>loading the model</source>
        <translation>载入模型</translation>
    </message>
    <message>
        <source>running the frozen layers, once</source>
        <translation>计算冻结的层（只需一次）</translation>
    </message>
    <message>
        <source>fitting the head</source>
        <translation>正在拟合分类头</translation>
    </message>
    <message>
        <source>asking each depth of the network</source>
        <translation>正在询问网络的每个深度</translation>
    </message>
    <message>
        <source>measuring this machine</source>
        <translation>测量这台机器</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>judging</source>
        <translation>评判</translation>
    </message>
    <message>
        <source>answering</source>
        <translation>作答</translation>
    </message>
    <message>
        <source>writing the export</source>
        <translation>写出导出文件</translation>
    </message>
    <message>
        <source>checking the export</source>
        <translation>检查导出文件</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped; it can go on later</source>
        <translation>已停止，以后可以继续</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>ended unexpectedly; it can go on from the last checkpoint</source>
        <translation>意外结束，可以从最后的检查点继续</translation>
    </message>
    <message>
        <source>started</source>
        <translation>已开始</translation>
    </message>
    <message>
        <source>{count} epoch of {steps} steps, {batch} examples a step, on {device} ({precision})</source>
        <translation>{count} 轮，每轮 {steps} 步，每步 {batch} 个样本，在 {device} 上（{precision}）</translation>
    </message>
    <message>
        <source>{count} epochs of {steps} steps, {batch} examples a step, on {device} ({precision})</source>
        <translation>{count} 轮，每轮 {steps} 步，每步 {batch} 个样本，在 {device} 上（{precision}）</translation>
    </message>
    <message>
        <source>epoch {epoch}, {part}: loss {loss}, accuracy {accuracy}{best}</source>
        <translation>第 {epoch} 轮，{part}：损失 {loss}，准确率 {accuracy}{best}</translation>
    </message>
    <message>
        <source>fitted head, {part}: loss {loss}, accuracy {accuracy}{best}</source>
        <translation>拟合的分类头，{part}：损失 {loss}，准确率 {accuracy}{best}</translation>
    </message>
    <message>
        <source>checkpoint saved at step {step}</source>
        <translation>已在第 {step} 步保存检查点</translation>
    </message>
    <message>
        <source>, kept so far</source>
        <translation>，目前保留</translation>
    </message>
    <message>
        <source>paused at step {step}</source>
        <translation>在第 {step} 步暂停</translation>
    </message>
    <message>
        <source>goes on from step {step}</source>
        <translation>从第 {step} 步继续</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Log of the run</source>
        <translation>运行日志</translation>
    </message>
    <message>
        <source>Show only lines with…</source>
        <translation>只显示含有…的行</translation>
    </message>
    <message>
        <source>Show only lines with these words</source>
        <translation>只显示含有这些字的行</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copies the marked lines, or all</source>
        <translation>复制选中的行或全部</translation>
    </message>
    <message>
        <source>{shown} of {count} lines</source>
        <translation>{count} 行中的 {shown} 行</translation>
    </message>
    <message>
        <source>Latest lines of the log</source>
        <translation>日志的最新几行</translation>
    </message>
</context>
<context>
    <name>Machine</name>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>CPU, {cores}, {memory} GB</source>
        <translation>CPU，{cores}，{memory} GB</translation>
    </message>
    <message>
        <source>{count} core</source>
        <translation>{count} 核</translation>
    </message>
    <message>
        <source>{count} cores</source>
        <translation>{count} 核</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>{memory} GB</source>
        <translation>{memory} GB</translation>
    </message>
    <message>
        <source>Graphics</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>no NVIDIA driver found; training uses the processor</source>
        <translation>未找到 NVIDIA 驱动，训练将使用处理器</translation>
    </message>
    <message>
        <source>Apple GPU</source>
        <translation>Apple GPU</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>What Fettle computes with on this machine.</source>
        <translation>Fettle 在这台机器上用什么计算。</translation>
    </message>
    <message>
        <source>Fettle fetches nothing and sends nothing unless you press a download button.</source>
        <translation>除非你按下下载按钮，Fettle 不会下载也不会发送任何东西。</translation>
    </message>
    <message>
        <source>Network: downloading</source>
        <translation>网络：正在下载</translation>
    </message>
    <message>
        <source>Network: off</source>
        <translation>网络：关闭</translation>
    </message>
    <message>
        <source>Training is running.</source>
        <translation>正在训练。</translation>
    </message>
    <message>
        <source>If you close Fettle now, training is saved where it is. You can go on with it later from the Train page.</source>
        <translation>如果现在关闭 Fettle，训练会保存在当前位置，以后可以从训练页继续。</translation>
    </message>
    <message>
        <source>Save and close</source>
        <translation>保存并关闭</translation>
    </message>
    <message>
        <source>Keep training</source>
        <translation>继续训练</translation>
    </message>
</context>
<context>
    <name>MetricPlot</name>
    <message>
        <source>epoch {epoch}</source>
        <translation>第 {epoch} 轮</translation>
    </message>
    <message>
        <source>step {step}</source>
        <translation>第 {step} 步</translation>
    </message>
    <message>
        <source>validation {value}</source>
        <translation>验证 {value}</translation>
    </message>
    <message>
        <source>▲ {count} value was not a number</source>
        <translation>▲ {count} 个值不是数字</translation>
    </message>
    <message>
        <source>▲ {count} values were not numbers</source>
        <translation>▲ {count} 个值不是数字</translation>
    </message>
    <message>
        <source>nothing measured yet</source>
        <translation>还没有测量值</translation>
    </message>
    <message>
        <source>training {value}</source>
        <translation>训练 {value}</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Accuracy on validation</source>
        <translation>验证准确率</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Examples per second</source>
        <translation>每秒样本数</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>smooth</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic axis</source>
        <translation>对数坐标轴</translation>
    </message>
    <message>
        <source>fit</source>
        <translation>适应</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>What the small plot shows</source>
        <translation>小图显示什么</translation>
    </message>
    <message>
        <source>Smoothing of the training curve</source>
        <translation>训练曲线的平滑程度</translation>
    </message>
    <message>
        <source>How much the training curve is smoothed; the faint curve is what was measured.</source>
        <translation>训练曲线平滑的程度；淡色曲线是实际测量值。</translation>
    </message>
    <message>
        <source>save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>More for this plot</source>
        <translation>此图的更多操作</translation>
    </message>
    <message>
        <source>Save the plot</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Save as a picture (PNG)…</source>
        <translation>另存为图片（PNG）…</translation>
    </message>
    <message>
        <source>Save the numbers (CSV)…</source>
        <translation>保存数值（CSV）…</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save the numbers</source>
        <translation>保存数值</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
</context>
<context>
    <name>Missing</name>
    <message>
        <source>No project is open. Make one, or open a sample, on the Start page.</source>
        <translation>没有打开的项目。请在开始页新建项目或打开示例。</translation>
    </message>
    <message>
        <source>There is no data yet. Choose a folder with one sub-folder for each class, or a table, on the Data page.</source>
        <translation>还没有数据。请在“数据”页选择一个每类一个子文件夹的文件夹，或一个表格。</translation>
    </message>
    <message>
        <source>The data has not been looked through yet. The Data page does that.</source>
        <translation>数据还没有查看过。“数据”页会做这件事。</translation>
    </message>
    <message>
        <source>At least two classes are needed. The Data page says what was found.</source>
        <translation>至少需要两个类别。“数据”页会说明找到了什么。</translation>
    </message>
    <message>
        <source>There is no trained model yet. Train one on the Train page.</source>
        <translation>还没有训练好的模型。请在训练页训练一个。</translation>
    </message>
    <message>
        <source>This run has no result yet. Let it finish on the Train page, or choose another one under Runs.</source>
        <translation>这次运行还没有结果。请在训练页让它完成，或在“运行”中另选一个。</translation>
    </message>
</context>
<context>
    <name>ModelPage</name>
    <message>
        <source>Progress of the download</source>
        <translation>下载进度</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>使用这个模型</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <source>Stop the download</source>
        <translation>停止下载</translation>
    </message>
    <message>
        <source>Weights from a file…</source>
        <translation>从文件载入权重…</translation>
    </message>
    <message>
        <source>Model from a folder…</source>
        <translation>从文件夹载入模型…</translation>
    </message>
    <message>
        <source>Back to its own weights</source>
        <translation>恢复自带权重</translation>
    </message>
    <message>
        <source>Safetensors, PyTorch weights (.pth), a Hugging Face folder or a saved model.</source>
        <translation>Safetensors、PyTorch 权重（.pth）、Hugging Face 文件夹或已保存的模型。</translation>
    </message>
    <message>
        <source>Where it comes from: {chain}</source>
        <translation>来源：{chain}</translation>
    </message>
    <message>
        <source>✓ In use</source>
        <translation>✓ 使用中</translation>
    </message>
    <message>
        <source>Choose a row to see what the network is good for.</source>
        <translation>选择一行，看看这个网络适合做什么。</translation>
    </message>
    <message>
        <source>{done} so far</source>
        <translation>已下载 {done}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Which model to start from?</source>
        <translation>从哪个模型开始？</translation>
    </message>
    <message>
        <source>A pretrained network knows a lot about pictures already. The one that comes with Fettle is a good start.</source>
        <translation>预训练网络已经很懂图片。Fettle 自带的就是一个好起点。</translation>
    </message>
    <message>
        <source>Only what is on this computer</source>
        <translation>只看这台电脑上已有的</translation>
    </message>
    <message>
        <source>Advanced ▾</source>
        <translation>高级 ▾</translation>
    </message>
    <message>
        <source>How pictures go in</source>
        <translation>图片如何输入</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Search by name, family or licence</source>
        <translation>按名称、系列或许可证搜索</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>Family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>All families</source>
        <translation>所有系列</translation>
    </message>
    <message>
        <source>Next: Layers</source>
        <translation>下一步：层</translation>
    </message>
    <message>
        <source>{shown} of {count}</source>
        <translation>{count} 个中的 {shown} 个</translation>
    </message>
    <message>
        <source>Weights ({patterns})</source>
        <translation>权重 ({patterns})</translation>
    </message>
    <message>
        <source>Choose a file with weights</source>
        <translation>选择权重文件</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>选择模型文件夹</translation>
    </message>
    <message>
        <source>Download {name}?</source>
        <translation>下载 {name}？</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>Advanced ▴</source>
        <translation>高级 ▴</translation>
    </message>
    <message>
        <source>Start here to go on learning with other pictures or warmer layers.</source>
        <translation>从这里开始，可以用其他图片或更多暖层继续学习。</translation>
    </message>
    <message>
        <source>Picture size (px)</source>
        <translation>图片大小（像素）</translation>
    </message>
    <message>
        <source>Side of the square that the network sees, 16 to 2048. Larger shows more detail and takes longer.</source>
        <translation>网络看到的正方形的边长，16 到 2048。越大细节越多，也越慢。</translation>
    </message>
    <message>
        <source>Making it square</source>
        <translation>变成正方形</translation>
    </message>
    <message>
        <source>Stretch shows everything, distorted; crop cuts the ends off; pad adds a border.</source>
        <translation>拉伸会显示全部但变形；裁剪会切掉两端；填充会加边框。</translation>
    </message>
    <message>
        <source>stretch</source>
        <translation>拉伸</translation>
    </message>
    <message>
        <source>crop the middle</source>
        <translation>裁剪中间</translation>
    </message>
    <message>
        <source>pad with a border</source>
        <translation>填充边框</translation>
    </message>
    <message>
        <source>A pretrained network knows a lot about language already. The one that comes with Fettle is small, fast and reads English; for other languages choose a multilingual one.</source>
        <translation>预训练网络已经懂得很多语言知识。Fettle 自带的网络小而快，读英文；其他语言请选择多语言网络。</translation>
    </message>
    <message>
        <source>Large: understands more, slow to train. It pays with many texts and a graphics device.</source>
        <translation>大：理解得更多，但训练慢。文本很多且有图形设备时才值得。</translation>
    </message>
    <message>
        <source>Start here to go on learning with other texts or warmer layers.</source>
        <translation>从这里开始，可以用其他文本或更多暖层继续学习。</translation>
    </message>
    <message>
        <source>How texts go in</source>
        <translation>文本如何输入</translation>
    </message>
    <message>
        <source>Weights: {file}</source>
        <translation>权重：{file}</translation>
    </message>
    <message>
        <source>Reading the network…</source>
        <translation>正在读取网络…</translation>
    </message>
    <message>
        <source>{count} block</source>
        <translation>{count} 块</translation>
    </message>
    <message>
        <source>{count} blocks</source>
        <translation>{count} 块</translation>
    </message>
    <message>
        <source>In use: {blocks} and a head, {parameters} parameters.</source>
        <translation>使用中：{blocks}和一个分类头，{parameters} 个参数。</translation>
    </message>
    <message>
        <source>A model that you pointed at. It is read, never run as a program.</source>
        <translation>你指定的模型。它只会被读取，绝不会作为程序运行。</translation>
    </message>
    <message>
        <source>Small and fast: a good first choice, also without a graphics device.</source>
        <translation>小而快：首选，没有图形设备也可以。</translation>
    </message>
    <message>
        <source>Medium: often a little surer than a small one. Without a graphics device, be patient.</source>
        <translation>中等：通常比小模型更有把握一些。没有图形设备时请耐心。</translation>
    </message>
    <message>
        <source>Large: surer on ImageNet, slow to train. It pays with many pictures and a graphics device.</source>
        <translation>大：在 ImageNet 上更有把握，训练较慢。图片多且有图形设备时才划算。</translation>
    </message>
    <message>
        <source>Your own training, {accuracy} right on its validation part.</source>
        <translation>你自己的训练，在验证部分上正确率 {accuracy}。</translation>
    </message>
    <message>
        <source>the download server of PyTorch</source>
        <translation>PyTorch 的下载服务器</translation>
    </message>
    <message>
        <source>the Hugging Face hub</source>
        <translation>Hugging Face Hub</translation>
    </message>
    <message>
        <source>The pretrained weights of {name} will be fetched from {place} ({source}): about {size}. Nothing is sent but the request for the file.</source>
        <translation>将从{place}（{source}）下载 {name} 的预训练权重：约 {size}。除了下载请求，不会发送任何东西。</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Size on disk</source>
        <translation>磁盘占用</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Longest text</source>
        <translation>最长文本</translation>
    </message>
    <message>
        <source>ImageNet top-1</source>
        <translation>ImageNet top-1</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Its weights are on this computer.</source>
        <translation>它的权重就在这台电脑上。</translation>
    </message>
    <message>
        <source>It is not there any more. Choose it again.</source>
        <translation>它已经不在了。请重新选择。</translation>
    </message>
    <message>
        <source>Its pretrained weights are not on this computer. Download them ({size}), or choose a file that holds them.</source>
        <translation>它的预训练权重不在这台电脑上。请下载（{size}），或选择含有权重的文件。</translation>
    </message>
    <message>
        <source>{name} (pretrained)</source>
        <translation>{name}（预训练）</translation>
    </message>
</context>
<context>
    <name>ModelTable</name>
    <message>
        <source>Fettle</source>
        <translation>Fettle</translation>
    </message>
    <message>
        <source>your run</source>
        <translation>你的运行</translation>
    </message>
    <message>
        <source>your file</source>
        <translation>你的文件</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>文本编码器</translation>
    </message>
    <message>
        <source>{side} px</source>
        <translation>{side} px</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count} 个词元</translation>
    </message>
    <message>
        <source>here</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>family</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>ImageNet top-1</source>
        <translation>ImageNet top-1</translation>
    </message>
    <message>
        <source>licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Whether the pretrained weights are on this computer</source>
        <translation>预训练权重是否在这台电脑上</translation>
    </message>
    <message>
        <source>Size of the weights on disk</source>
        <translation>权重在磁盘上的大小</translation>
    </message>
    <message>
        <source>Share of ImageNet photos that the pretrained network names right at its first guess</source>
        <translation>预训练网络第一次就猜对的 ImageNet 照片比例</translation>
    </message>
    <message>
        <source>Side of the picture that the network was made for; the longest text that it takes</source>
        <translation>网络为多大边长的图片而设计；它能读取的最长文本</translation>
    </message>
    <message>
        <source>✓ here</source>
        <translation>✓ 已有</translation>
    </message>
    <message>
        <source>↓ to get</source>
        <translation>↓ 需下载</translation>
    </message>
    <message>
        <source>Its weights are on this computer.</source>
        <translation>它的权重就在这台电脑上。</translation>
    </message>
    <message>
        <source>Its pretrained weights have to be downloaded first.</source>
        <translation>它的预训练权重需要先下载。</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Go to Start</source>
        <translation>前往开始</translation>
    </message>
    <message>
        <source>Go to Data</source>
        <translation>前往数据</translation>
    </message>
    <message>
        <source>Go to Train</source>
        <translation>前往训练</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Pictures of the chosen cell</source>
        <translation>所选单元格的图片</translation>
    </message>
    <message>
        <source>{place} · bright places speak for “{name}”</source>
        <translation>{place} · 亮处支持“{name}”</translation>
    </message>
    <message>
        <source>Order of the pictures</source>
        <translation>图片的顺序</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>所有图片</translation>
    </message>
</context>
<context>
    <name>ProbabilityBars</name>
    <message>
        <source>Probabilities</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>{name} (its label)</source>
        <translation>{name}（它的标签）</translation>
    </message>
</context>
<context>
    <name>ProofPanel</name>
    <message>
        <source>Proof</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>How to use it</source>
        <translation>使用方法</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy how to use it</source>
        <translation>复制使用方法</translation>
    </message>
    <message>
        <source>To use it on any machine with Python, in a terminal:</source>
        <translation>在任何装有 Python 的机器上，在终端中使用：</translation>
    </message>
    <message>
        <source>result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>pictures compared</source>
        <translation>比较的图片数</translation>
    </message>
    <message>
        <source>texts compared</source>
        <translation>比较的文本数</translation>
    </message>
    <message>
        <source>Largest absolute difference of any probability on any text.</source>
        <translation>任一文本上任一概率的最大绝对差。</translation>
    </message>
    <message>
        <source>same first answer</source>
        <translation>首选答案相同</translation>
    </message>
    <message>
        <source>largest difference</source>
        <translation>最大差异</translation>
    </message>
    <message>
        <source>Largest absolute difference of any probability on any picture.</source>
        <translation>所有图片、所有概率中的最大绝对差异。</translation>
    </message>
</context>
<context>
    <name>Quantities</name>
    <message>
        <source>not a number</source>
        <translation>非数字</translation>
    </message>
    <message>
        <source>{number} B</source>
        <translation>{number} B</translation>
    </message>
    <message>
        <source>{number} M</source>
        <translation>{number} M</translation>
    </message>
    <message>
        <source>{number} K</source>
        <translation>{number} K</translation>
    </message>
    <message>
        <source>{number} %</source>
        <translation>{number} %</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>less than a second</source>
        <translation>不到一秒</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} 天</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>试用</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>RecallPanel</name>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>recall now</source>
        <translation>当前召回率</translation>
    </message>
    <message>
        <source>The validation part has none of {name}.</source>
        <translation>验证部分中没有“{name}”。</translation>
    </message>
    <message>
        <source>Of {name}, {recall} are recognised.</source>
        <translation>{name} 中有 {recall} 被识别出来。</translation>
    </message>
    <message>
        <source>Recall of each class on the validation part</source>
        <translation>各类别在验证部分上的召回率</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>Truth and answer</source>
        <translation>真实与答案</translation>
    </message>
    <message>
        <source>Each class</source>
        <translation>各类别</translation>
    </message>
    <message>
        <source>Wrong answers, surest first ({count} of {all})</source>
        <translation>错误答案，最有把握的在前（{all} 个中的 {count} 个）</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>ResultsPage</name>
    <message>
        <source>How good is it?</source>
        <translation>它有多好？</translation>
    </message>
    <message>
        <source>Check the most doubtful label</source>
        <translation>检查最可疑的标签</translation>
    </message>
    <message>
        <source>Check the {count} most doubtful labels</source>
        <translation>检查最可疑的 {count} 个标签</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>The report is saved: {path}</source>
        <translation>报告已保存：{path}</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Are some of these labelled wrongly?</source>
        <translation>其中有标错的吗？</translation>
    </message>
    <message>
        <source>Report…</source>
        <translation>报告…</translation>
    </message>
    <message>
        <source>Compare with another run</source>
        <translation>与其他运行比较</translation>
    </message>
    <message>
        <source>Next: Try it</source>
        <translation>下一步：试用</translation>
    </message>
    <message>
        <source>These are the validation pictures, which chose the best epoch: the number is a little too good.</source>
        <translation>这些是验证图片，最佳轮次就是由它们选出的：数字会略微偏好。</translation>
    </message>
    <message>
        <source>There is no test part. These validation pictures chose the best epoch, so expect a little less on new ones.</source>
        <translation>没有测试部分。最佳轮次由这些验证图片选出，对新图片的表现会略差一些。</translation>
    </message>
    <message>
        <source>Accuracy on {count} texts it has never seen</source>
        <translation>在 {count} 篇从未见过的文本上的准确率</translation>
    </message>
    <message>
        <source>Accuracy on {count} validation texts</source>
        <translation>在 {count} 篇验证文本上的准确率</translation>
    </message>
    <message>
        <source>seen on {count} texts</source>
        <translation>在 {count} 篇文本上观察到</translation>
    </message>
    <message>
        <source>These are the validation texts, which chose the best epoch: the number is a little too good.</source>
        <translation>这些是验证文本，最佳轮次就是用它们选出的：这个数字略微偏好。</translation>
    </message>
    <message>
        <source>There is no test part. These validation texts chose the best epoch, so expect a little less on new ones.</source>
        <translation>没有测试部分。最佳轮次是用这些验证文本选出的，因此在新文本上会略差一些。</translation>
    </message>
    <message>
        <source>No text was answered like this.</source>
        <translation>没有文本得到这样的答案。</translation>
    </message>
    <message>
        <source>likely between {low} and {high} ({interval})</source>
        <translation>很可能在 {low} 和 {high} 之间（{interval}）</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>always saying “{name}” would reach {share}</source>
        <translation>总是回答“{name}”也能达到 {share}</translation>
    </message>
    <message>
        <source>▲ not clearly better than that: {baseline}</source>
        <translation>▲ 并没有明显好过：{baseline}</translation>
    </message>
    <message>
        <source>Share of right first answers (top-1), with Wilson&apos;s 95 % interval.</source>
        <translation>首选答案正确的比例（top-1），带 Wilson 95 % 区间。</translation>
    </message>
    <message>
        <source>Accuracy on {count} pictures it has never seen</source>
        <translation>在 {count} 张从未见过的图片上的准确率</translation>
    </message>
    <message>
        <source>Accuracy on {count} validation pictures</source>
        <translation>在 {count} 张验证图片上的准确率</translation>
    </message>
    <message>
        <source>Balanced accuracy</source>
        <translation>平衡准确率</translation>
    </message>
    <message>
        <source>each class counts the same</source>
        <translation>每个类别同等重要</translation>
    </message>
    <message>
        <source>macro F1 {value}</source>
        <translation>宏平均 F1 {value}</translation>
    </message>
    <message>
        <source>Mean of the classes&apos; recalls. A large class can&apos;t hide a small one.</source>
        <translation>各类别召回率的平均值。大类别掩盖不了小类别。</translation>
    </message>
    <message>
        <source>On average it says {said}, and is right</source>
        <translation>平均来说，它说有 {said} 把握，而正确的有</translation>
    </message>
    <message>
        <source>When it says {said}, it is right</source>
        <translation>当它说有 {said} 把握时，正确的有</translation>
    </message>
    <message>
        <source>seen on {count} pictures</source>
        <translation>基于 {count} 张图片</translation>
    </message>
    <message>
        <source>Expected calibration error, 15 bins: the gap between how sure it is and how often it is right.</source>
        <translation>期望校准误差（15 个区间）：它的把握与实际正确率之间的差距。</translation>
    </message>
    <message>
        <source>well calibrated; error {error}</source>
        <translation>校准良好；误差 {error}</translation>
    </message>
    <message>
        <source>surer than it should be; error {error}</source>
        <translation>过于自信；误差 {error}</translation>
    </message>
    <message>
        <source>less sure than it could be; error {error}</source>
        <translation>不够自信；误差 {error}</translation>
    </message>
    <message>
        <source>{truth}, and called so ({count})</source>
        <translation>{truth}，判断正确（{count}）</translation>
    </message>
    <message>
        <source>{truth}, but called {answer} ({count})</source>
        <translation>{truth}，却被判为 {answer}（{count}）</translation>
    </message>
    <message>
        <source>No picture was answered like this.</source>
        <translation>没有图片得到这样的答案。</translation>
    </message>
    <message>
        <source>Wrong answers ({count})</source>
        <translation>错误答案（{count}）</translation>
    </message>
    <message>
        <source>Not one answer on this part is wrong.</source>
        <translation>这一部分没有一个答案是错的。</translation>
    </message>
    <message>
        <source>Most doubtful labels ({count})</source>
        <translation>最可疑的标签（{count}）</translation>
    </message>
    <message>
        <source>No label on this part looks doubtful to the model.</source>
        <translation>在模型看来，这一部分没有可疑的标签。</translation>
    </message>
    <message>
        <source>✓ {answer} · {sure}</source>
        <translation>✓ {answer} · {sure}</translation>
    </message>
    <message>
        <source>✗ {label} → {answer} · {sure}</source>
        <translation>✗ {label} → {answer} · {sure}</translation>
    </message>
    <message>
        <source>{file}
labelled {label}, called {answer}, {sure} sure</source>
        <translation>{file}
标签为 {label}，判为 {answer}，把握 {sure}</translation>
    </message>
    <message>
        <source>likely between {low} and {high}</source>
        <translation>很可能在 {low} 与 {high} 之间</translation>
    </message>
    <message>
        <source>TF-IDF, a simple word count</source>
        <translation>TF-IDF，简单的词频统计</translation>
    </message>
    <message>
        <source>learnt in {time}</source>
        <translation>学习用时 {time}</translation>
    </message>
    <message>
        <source>Logistic regression on weighted counts of words and pairs of words, trained and judged on the same texts: what can be had without a network.</source>
        <translation>对词和词对的加权计数做逻辑回归，用同样的文本训练和评判：不用网络能达到的水平。</translation>
    </message>
    <message>
        <source>The simple method is better here: a word count reaches {simple}, the network {network}. Rather use the word count, or let the network learn from more texts, for longer, or with more layers.</source>
        <translation>这里简单方法更好：词频统计达到 {simple}，网络为 {network}。不如使用词频统计，或让网络用更多文本、更长时间或更多层来学习。</translation>
    </message>
    <message>
        <source>The simple method is as good here: a word count reaches {simple}, the network {network}, and {count} texts can&apos;t tell the two apart. The network is not clearly worth its cost.</source>
        <translation>这里简单方法同样好：词频统计达到 {simple}，网络为 {network}，{count} 篇文本分不出高下。网络的代价是否值得并不明显。</translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>Score</source>
        <translation>成绩</translation>
    </message>
    <message>
        <source>{part} {accuracy} ({low} – {high})</source>
        <translation>{part} {accuracy}（{low} – {high}）</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>One of them has no result yet.</source>
        <translation>其中一个还没有结果。</translation>
    </message>
    <message>
        <source>They were judged on different examples: their numbers can&apos;t be compared directly.</source>
        <translation>它们是在不同的样本上评判的：数字不能直接比较。</translation>
    </message>
    <message>
        <source>On the same {count} {part} examples, only “{first}” is right on {one} and only “{second}” on {two}.</source>
        <translation>在相同的 {count} 个{part}样本上，只有“{first}”答对的有 {one} 个，只有“{second}”答对的有 {two} 个。</translation>
    </message>
    <message>
        <source>Such a difference comes about by chance {share} of the time: it shows nothing.</source>
        <translation>这样的差异有 {share} 的可能纯属偶然：说明不了什么。</translation>
    </message>
    <message>
        <source>Chance alone does that only {share} of the time: the difference is probably real.</source>
        <translation>纯属偶然的可能只有 {share}：差异很可能是真实的。</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} 个文件</translation>
    </message>
    <message>
        <source>{count} file</source>
        <translation>{count} 个文件</translation>
    </message>
    <message>
        <source>last {count} and head</source>
        <translation>最后 {count} 块和分类头</translation>
    </message>
    <message>
        <source>head only</source>
        <translation>仅分类头</translation>
    </message>
    <message>
        <source>last block</source>
        <translation>最后一块</translation>
    </message>
    <message>
        <source>last half</source>
        <translation>后一半</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Warm blocks learn</source>
        <translation>暖块的学习方式</translation>
    </message>
    <message>
        <source>fully</source>
        <translation>全部参数</translation>
    </message>
    <message>
        <source>with LoRA</source>
        <translation>用 LoRA</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Views of a picture</source>
        <translation>每张图的变化数</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>数据增强</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Text column</source>
        <translation>文本列</translation>
    </message>
    <message>
        <source>Label column</source>
        <translation>标签列</translation>
    </message>
    <message>
        <source>Part column</source>
        <translation>部分列</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>已排除</translation>
    </message>
    <message>
        <source>Training share</source>
        <translation>训练比例</translation>
    </message>
    <message>
        <source>Validation share</source>
        <translation>验证比例</translation>
    </message>
    <message>
        <source>Test share</source>
        <translation>测试比例</translation>
    </message>
    <message>
        <source>Seed of the split</source>
        <translation>划分的随机种子</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Picture size</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适配方式</translation>
    </message>
    <message>
        <source>Rank of LoRA</source>
        <translation>LoRA 的秩</translation>
    </message>
    <message>
        <source>Learning rate toward the input</source>
        <translation>靠近输入的学习率</translation>
    </message>
    <message>
        <source>Unfreeze every</source>
        <translation>解冻间隔</translation>
    </message>
    <message>
        <source>status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>when</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>accuracy (95 % interval)</source>
        <translation>准确率（95 % 区间）</translation>
    </message>
    <message>
        <source>duration</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>↳ {name}</source>
        <translation>↳ {name}</translation>
    </message>
    <message>
        <source>Choose a run in the table first.</source>
        <translation>请先在表中选择一次运行。</translation>
    </message>
    <message>
        <source>It is being trained now.</source>
        <translation>它正在训练。</translation>
    </message>
    <message>
        <source>It is finished. Continue from it instead.</source>
        <translation>它已完成。请改为从它继续。</translation>
    </message>
    <message>
        <source>It has no saved weights yet.</source>
        <translation>它还没有保存的权重。</translation>
    </message>
    <message>
        <source>It learned from {its}, and the project&apos;s data are {here}.</source>
        <translation>它是用{its}训练的，而这个项目的数据是{here}。</translation>
    </message>
    <message>
        <source>It has a result already.</source>
        <translation>它已经有结果了。</translation>
    </message>
    <message>
        <source>{name}, continued</source>
        <translation>{name}（续）</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>unreadable</source>
        <translation>无法读取</translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Tick runs to see their curves; tick two to compare them. Only settings that differ have a column.</source>
        <translation>勾选运行以查看曲线；勾选两个以比较。只有不同的设置才有一列。</translation>
    </message>
    <message>
        <source>Another run is being trained now. One at a time.</source>
        <translation>另一次运行正在训练。一次只能一个。</translation>
    </message>
    <message>
        <source>A run is being scored now.</source>
        <translation>正在给一次运行评分。</translation>
    </message>
    <message>
        <source>“{name}” has a result now.</source>
        <translation>“{name}”现在有结果了。</translation>
    </message>
    <message>
        <source>The next run starts with the weights of “{name}”.</source>
        <translation>下一次运行将从“{name}”的权重开始。</translation>
    </message>
    <message>
        <source>Move “{name}” with its weights, results and exports to the trash?</source>
        <translation>把“{name}”连同它的权重、结果和导出移到回收站吗？</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>There is no run in this project yet. Each training becomes one.</source>
        <translation>这个项目还没有运行。每次训练就是一次运行。</translation>
    </message>
    <message>
        <source>Go to Train</source>
        <translation>前往训练</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Continue from this</source>
        <translation>由此继续</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Score it</source>
        <translation>评分</translation>
    </message>
</context>
<context>
    <name>RunsPanel</name>
    <message>
        <source>No run is chosen</source>
        <translation>没有选择运行</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>成绩</translation>
    </message>
    <message>
        <source>TF-IDF, a word count</source>
        <translation>TF-IDF，词频统计</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>来历</translation>
    </message>
    <message>
        <source>none: the head fitted at the start</source>
        <translation>无：开始时拟合的分类头</translation>
    </message>
    <message>
        <source>Kept epoch</source>
        <translation>保留的轮次</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>A and B compared</source>
        <translation>A 与 B 的比较</translation>
    </message>
    <message>
        <source>{taken}; expected: {expected}</source>
        <translation>{taken}；预计 {expected}</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
</context>
<context>
    <name>RunsTable</name>
    <message>
        <source>curve</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>curve {letter}</source>
        <translation>曲线 {letter}</translation>
    </message>
    <message>
        <source>no curve</source>
        <translation>无曲线</translation>
    </message>
</context>
<context>
    <name>SamplePanel</name>
    <message>
        <source>surest first</source>
        <translation>最有把握的在前</translation>
    </message>
    <message>
        <source>least sure first</source>
        <translation>最没把握的在前</translation>
    </message>
    <message>
        <source>Labelled {name}</source>
        <translation>标签为 {name}</translation>
    </message>
    <message>
        <source>✓ Called {name}: right</source>
        <translation>✓ 判为 {name}：正确</translation>
    </message>
    <message>
        <source>✗ Called {name}: wrong</source>
        <translation>✗ 判为 {name}：错误</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>第 {place} 个，共 {count} 个</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>longest first</source>
        <translation>最长的在前</translation>
    </message>
</context>
<context>
    <name>ScoreTable</name>
    <message>
        <source>Scores of each class</source>
        <translation>各类别的成绩</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Look and place</source>
        <translation>外观和位置</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Change where new projects go</source>
        <translation>更改新项目的存放位置</translation>
    </message>
    <message>
        <source>New projects go to</source>
        <translation>新项目存放在</translation>
    </message>
    <message>
        <source>What this machine has</source>
        <translation>这台机器的配置</translation>
    </message>
    <message>
        <source>Network: off</source>
        <translation>网络：关闭</translation>
    </message>
    <message>
        <source>Fettle works offline. It sends nothing anywhere and fetches nothing by itself; the only exception is the Download button of a model on the Model page, when you press it.</source>
        <translation>Fettle 离线工作。它不向任何地方发送数据，也不会自行下载；唯一的例外是你在模型页按下某个模型的下载按钮。</translation>
    </message>
    <message>
        <source>The language changes when Fettle is started the next time.</source>
        <translation>下次启动 Fettle 时语言才会改变。</translation>
    </message>
    <message>
        <source>Where should new projects go?</source>
        <translation>新项目放在哪里？</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
</context>
<context>
    <name>SpecForm</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Teach a model your pictures or texts</source>
        <translation>教模型认识你的图片或文本</translation>
    </message>
    <message>
        <source>Fettle takes a model that already knows a lot about pictures or language and adapts it to your data, on this computer. Begin with your own data, or look around with a sample.</source>
        <translation>Fettle 在这台电脑上，让一个已经懂得很多图片或语言知识的模型适应你的数据。可以从自己的数据开始，也可以先用示例看看。</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>A name, for instance: Solar cells</source>
        <translation>名称，例如：太阳能电池</translation>
    </message>
    <message>
        <source>Name of the new project</source>
        <translation>新项目的名称</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Elsewhere…</source>
        <translation>其他位置…</translation>
    </message>
    <message>
        <source>Or drop a folder of pictures or texts, or a table, anywhere on this page.</source>
        <translation>也可以把装有图片或文本的文件夹或一个表格拖放到本页任意位置。</translation>
    </message>
    <message>
        <source>Look around with a sample</source>
        <translation>用示例看看</translation>
    </message>
    <message>
        <source>Preparing the sample</source>
        <translation>正在准备示例</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Open a project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <source>Your projects</source>
        <translation>你的项目</translation>
    </message>
    <message>
        <source>None yet. What you make or open here comes back in this list.</source>
        <translation>还没有。你新建或打开的项目会出现在这里。</translation>
    </message>
    <message>
        <source>{where}: not there any more</source>
        <translation>{where}：已不存在</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Forget {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Open sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Open the sample {name}</source>
        <translation>打开示例 {name}</translation>
    </message>
    <message>
        <source>in {folder}</source>
        <translation>位于 {folder}</translation>
    </message>
    <message>
        <source>Choose a project folder</source>
        <translation>选择项目文件夹</translation>
    </message>
    <message>
        <source>Where should new projects go?</source>
        <translation>新项目放在哪里？</translation>
    </message>
    <message>
        <source>Preparing {name}…</source>
        <translation>正在准备 {name}…</translation>
    </message>
    <message>
        <source>{count} photos of solar cells: functional or defective?</source>
        <translation>{count} 张太阳能电池照片：正常还是有缺陷？</translation>
    </message>
    <message>
        <source>{count} small pictures of the digits 0 to 9.</source>
        <translation>{count} 张数字 0 到 9 的小图片。</translation>
    </message>
    <message>
        <source>Not installed here: it comes with the package elpv-dataset.</source>
        <translation>此处未安装：它随 elpv-dataset 软件包提供。</translation>
    </message>
</context>
<context>
    <name>TextAnswerPanel</name>
    <message>
        <source>The chosen text</source>
        <translation>所选文本</translation>
    </message>
    <message>
        <source>{file}, row {count}</source>
        <translation>{file}，第 {count} 行</translation>
    </message>
    <message>
        <source>{file}, line {count}</source>
        <translation>{file}，第 {count} 行</translation>
    </message>
</context>
<context>
    <name>TextPanel</name>
    <message>
        <source>Texts of the chosen cell</source>
        <translation>所选单元格的文本</translation>
    </message>
    <message>
        <source>The chosen text</source>
        <translation>所选文本</translation>
    </message>
    <message>
        <source>All texts</source>
        <translation>全部文本</translation>
    </message>
    <message>
        <source>Order of the texts</source>
        <translation>文本的顺序</translation>
    </message>
</context>
<context>
    <name>TextTable</name>
    <message>
        <source>how it begins</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>字符数</translation>
    </message>
</context>
<context>
    <name>TrainForm</name>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>How the weights are changed from step to step. AdamW needs the least care.</source>
        <translation>每一步如何改变权重。AdamW 最省心。</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Size of the steps. Too high: the loss jumps or explodes. Too low: it hardly falls.</source>
        <translation>步子的大小。太大：损失会跳动或爆炸。太小：几乎不下降。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>学习率计划</translation>
    </message>
    <message>
        <source>How the learning rate falls in the course of the training.</source>
        <translation>训练过程中学习率如何下降。</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>不变</translation>
    </message>
    <message>
        <source>cosine, slowly to zero</source>
        <translation>余弦，缓慢降到零</translation>
    </message>
    <message>
        <source>linear, straight to zero</source>
        <translation>线性，直线降到零</translation>
    </message>
    <message>
        <source>in steps</source>
        <translation>阶梯式</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Share of all steps in which the learning rate rises from zero, from 0 to 1. Calms the beginning.</source>
        <translation>学习率从零上升的步数所占比例，0 到 1。让开头更平稳。</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>权重衰减</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>动量</translation>
    </message>
    <message>
        <source>Only for SGD: how much of the last steps carries on into the next.</source>
        <translation>仅用于 SGD：前几步有多少延续到下一步。</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Clip norm</source>
        <translation>梯度裁剪</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限制</translation>
    </message>
    <message>
        <source>How texts go in</source>
        <translation>文本如何输入</translation>
    </message>
    <message>
        <source>Pulls the weights toward zero. More of it holds against learning the examples by heart.</source>
        <translation>把权重拉向零。大一些可以防止死记样本。</translation>
    </message>
    <message>
        <source>Examples that are looked at before the weights change once.</source>
        <translation>权重每改变一次之前所看的样本数。</translation>
    </message>
    <message>
        <source>Examples at a time</source>
        <translation>一次多少样本</translation>
    </message>
    <message>
        <source>Examples in memory at once (micro-batch). Fewer need less memory, with the same result, slower.</source>
        <translation>同时在内存里的样本数（微批）。少一些占内存少，结果相同，但更慢。</translation>
    </message>
    <message>
        <source>Longest step that is allowed (norm of the gradient).</source>
        <translation>允许的最大步长（梯度的范数）。</translation>
    </message>
    <message>
        <source>Class weights</source>
        <translation>类别权重</translation>
    </message>
    <message>
        <source>Balanced: a mistake in a small class counts more, as if all classes were equally large.</source>
        <translation>均衡：小类别的错误算得更重，就像所有类别一样大。</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>balanced</source>
        <translation>均衡</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>标签平滑</translation>
    </message>
    <message>
        <source>Doubt in every label, from 0 to 1: 0.1 helps where some labels are wrong or answers are too sure.</source>
        <translation>对每个标签的怀疑程度，0 到 1：有些标签有误或答案过于自信时，0.1 会有帮助。</translation>
    </message>
    <message>
        <source>Consistency (R-Drop)</source>
        <translation>一致性（R-Drop）</translation>
    </message>
    <message>
        <source>Each example is answered twice by slightly different networks (dropout) that should agree, from 0 to 10. Better answers for texts, twice the time. 0: off.</source>
        <translation>每个样本由两个略有不同的网络（dropout）各回答一次，两次回答应当一致，取值 0 到 10。对文本效果更好，但时间加倍。0：关闭。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Stop early after</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Epochs without an improvement on the validation part after which training stops by itself. 0: never.</source>
        <translation>验证部分连续多少轮没有改善后自动停止训练。0：从不。</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Half precision is faster on graphics devices that can do it.</source>
        <translation>在支持的图形设备上，半精度更快。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>A new head begins</source>
        <translation>新分类头的起点</translation>
    </message>
    <message>
        <source>Fitted at once to the features of the untouched backbone, by logistic regression (linear probe, then fine-tune), or with random numbers.</source>
        <translation>用逻辑回归一次性拟合到未改动的主干网络的特征上（先线性探测，再微调），或从随机数开始。</translation>
    </message>
    <message>
        <source>fitted at once</source>
        <translation>一次性拟合</translation>
    </message>
    <message>
        <source>with random numbers</source>
        <translation>随机数</translation>
    </message>
    <message>
        <source>Batch norm</source>
        <translation>批归一化</translation>
    </message>
    <message>
        <source>Most networks for pictures balance their signals by statistics. From few pictures these can&apos;t be learnt well: then those that the weights came with are kept, and the learning rate is smaller.</source>
        <translation>多数图像网络用统计量来平衡信号。图片很少时学不好这些统计量：此时保留权重自带的统计量，学习率也更小。</translation>
    </message>
    <message>
        <source>learns new statistics</source>
        <translation>学习新的统计量</translation>
    </message>
    <message>
        <source>keeps its statistics</source>
        <translation>保留原有统计量</translation>
    </message>
    <message>
        <source>Weight averaging (EMA)</source>
        <translation>权重平均（EMA）</translation>
    </message>
    <message>
        <source>What is judged and kept is the mean of the weights of many steps, mostly of this share of them, from 0 to 1: calmer, and often a little better. Not where only the head learns. 0: off.</source>
        <translation>用于评估和保存的，是许多步权重的平均值，主要取这一比例的步数，取值 0 到 1：更平稳，结果往往略好。只训练分类头时不起作用。0：关闭。</translation>
    </message>
    <message>
        <source>full (fp32)</source>
        <translation>全精度（fp32）</translation>
    </message>
    <message>
        <source>half (bf16)</source>
        <translation>半精度（bf16）</translation>
    </message>
    <message>
        <source>half (fp16)</source>
        <translation>半精度（fp16）</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Start of all chance: the same seed gives the same run on the same machine.</source>
        <translation>一切随机的起点：同一台机器上，相同的种子得到相同的运行。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>What computes. Automatic takes the fastest that is there.</source>
        <translation>用什么计算。自动选择现有最快的。</translation>
    </message>
    <message>
        <source>processor (CPU)</source>
        <translation>处理器（CPU）</translation>
    </message>
    <message>
        <source>NVIDIA graphics (CUDA)</source>
        <translation>NVIDIA 显卡（CUDA）</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple 图形（MPS）</translation>
    </message>
    <message>
        <source>Intel graphics (XPU)</source>
        <translation>Intel 显卡（XPU）</translation>
    </message>
    <message>
        <source>Longest text (tokens)</source>
        <translation>最长文本（词元）</translation>
    </message>
    <message>
        <source>Longer texts are cut, 8 to 8192 tokens, as far as the model goes. Longer texts take longer.</source>
        <translation>更长的文本会被截断，8 到 8192 个词元，以模型能读的为限。文本越长越费时。</translation>
    </message>
    <message>
        <source>Kept of a longer text</source>
        <translation>长文本保留</translation>
    </message>
    <message>
        <source>The start, the end, or half of each: where what matters usually stands.</source>
        <translation>开头、结尾，或各一半：重要内容通常所在之处。</translation>
    </message>
    <message>
        <source>its start</source>
        <translation>开头</translation>
    </message>
    <message>
        <source>its end</source>
        <translation>结尾</translation>
    </message>
    <message>
        <source>both ends</source>
        <translation>首尾</translation>
    </message>
    <message>
        <source>How much</source>
        <translation>程度</translation>
    </message>
    <message>
        <source>A set of random changes; what is set below by hand goes before it.</source>
        <translation>一组随机变化；下面手动设置的优先。</translation>
    </message>
    <message>
        <source>light</source>
        <translation>轻</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>强</translation>
    </message>
    <message>
        <source>Views of a picture</source>
        <translation>每张图的变化数</translation>
    </message>
    <message>
        <source>Different random views, used in turn. With a few, frozen layers run only once for each.</source>
        <translation>不同的随机变化，轮流使用。数量少时，冻结的层对每种只计算一次。</translation>
    </message>
    <message>
        <source>Mirror left and right</source>
        <translation>左右镜像</translation>
    </message>
    <message>
        <source>Not for pictures in which the side has a meaning.</source>
        <translation>左右有含义的图片不要用。</translation>
    </message>
    <message>
        <source>Mirror up and down</source>
        <translation>上下镜像</translation>
    </message>
    <message>
        <source>For pictures without an up: microscopy, aerial views.</source>
        <translation>用于没有上下之分的图片：显微、航拍。</translation>
    </message>
    <message>
        <source>Turn by up to (degrees)</source>
        <translation>最多旋转（度）</translation>
    </message>
    <message>
        <source>Either way, from 0 to 180.</source>
        <translation>两个方向，0 到 180。</translation>
    </message>
    <message>
        <source>Smallest crop</source>
        <translation>最小裁剪</translation>
    </message>
    <message>
        <source>Share of the picture that a random crop keeps at least, up to 1. Not for details at the edge.</source>
        <translation>随机裁剪至少保留的比例，最大 1。边缘有细节时不要用。</translation>
    </message>
    <message>
        <source>Brightness ±</source>
        <translation>亮度 ±</translation>
    </message>
    <message>
        <source>From 0 to 1; 0.2 is a fifth either way.</source>
        <translation>0 到 1；0.2 表示上下各五分之一。</translation>
    </message>
    <message>
        <source>Contrast ±</source>
        <translation>对比度 ±</translation>
    </message>
    <message>
        <source>Automatic: {value}</source>
        <translation>自动：{value}</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Progress of the training</source>
        <translation>训练进度</translation>
    </message>
    <message>
        <source>Whole log…</source>
        <translation>完整日志…</translation>
    </message>
    <message>
        <source>What is happening</source>
        <translation>正在发生什么</translation>
    </message>
    <message>
        <source>Log of the run</source>
        <translation>运行日志</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Finish now, keep the best</source>
        <translation>现在结束，保留最佳</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Set up another run</source>
        <translation>设置另一次运行</translation>
    </message>
    <message>
        <source>Show the last run</source>
        <translation>显示上次运行</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Next: Results</source>
        <translation>下一步：结果</translation>
    </message>
    <message>
        <source>Discard this run?</source>
        <translation>丢弃这次运行吗？</translation>
    </message>
    <message>
        <source>The run stops, and what it has learned goes to the trash.</source>
        <translation>运行将停止，学到的内容会移到回收站。</translation>
    </message>
    <message>
        <source>Go on training</source>
        <translation>继续训练</translation>
    </message>
    <message>
        <source>Everything is chosen for you; change what you know better.</source>
        <translation>一切都已为你选好；你更了解的可以自己改。</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>显示运行</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>还剩 {time}</translation>
    </message>
    <message>
        <source>done at {moment}</source>
        <translation>{moment} 完成</translation>
    </message>
    <message>
        <source>Training is finished</source>
        <translation>训练已完成</translation>
    </message>
    <message>
        <source>Training was stopped</source>
        <translation>训练已停止</translation>
    </message>
    <message>
        <source>Training failed</source>
        <translation>训练失败</translation>
    </message>
    <message>
        <source>Training was interrupted</source>
        <translation>训练被中断</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finishing</source>
        <translation>正在结束</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>Discarding</source>
        <translation>正在丢弃</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>Epoch {epoch} of {count}</source>
        <translation>第 {epoch} 轮，共 {count} 轮</translation>
    </message>
    <message>
        <source>step {step} of {count}</source>
        <translation>第 {step} 步，共 {count} 步</translation>
    </message>
    <message>
        <source>{speed} examples/s</source>
        <translation>{speed} 样本/秒</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Paused at step {step}, and saved. Nothing is lost: Resume goes on exactly here.</source>
        <translation>已在第 {step} 步暂停并保存。什么都没丢：“继续”会从这里接着进行。</translation>
    </message>
    <message>
        <source>The run failed.</source>
        <translation>运行失败。</translation>
    </message>
    <message>
        <source>The run has ended; its best weights were scored.</source>
        <translation>运行已结束；已给最佳权重评分。</translation>
    </message>
    <message>
        <source>The run ended unexpectedly, for instance because the computer was switched off. Resume goes on from the last checkpoint{step}.</source>
        <translation>运行意外结束，例如因为电脑被关掉了。“继续”会从最后的检查点{step}接着进行。</translation>
    </message>
    <message>
        <source>The run was stopped and saved. Resume goes on from the last checkpoint{step}.</source>
        <translation>运行已停止并保存。“继续”会从最后的检查点{step}接着进行。</translation>
    </message>
    <message>
        <source>, step {step}</source>
        <translation>（第 {step} 步）</translation>
    </message>
    <message>
        <source>The run has finished.</source>
        <translation>运行已完成。</translation>
    </message>
    <message>
        <source>Kept so far: epoch {epoch}, with validation loss {loss} and accuracy {accuracy}.</source>
        <translation>目前保留：第 {epoch} 轮，验证损失 {loss}，准确率 {accuracy}。</translation>
    </message>
    <message>
        <source>{done} of {planned} epochs are done. Kept: the head that was fitted at the start, which none of them beat.</source>
        <translation>已完成 {planned} 轮中的 {done} 轮。保留的是开始时拟合的分类头，没有一轮超过它。</translation>
    </message>
    <message>
        <source>The epoch is done, and kept.</source>
        <translation>这一轮已完成，并已保留。</translation>
    </message>
    <message>
        <source>Finished after {done} of {planned} epochs. Kept: epoch {best}, chosen by the validation part.</source>
        <translation>完成了 {planned} 轮中的 {done} 轮。保留：第 {best} 轮，由验证部分选出。</translation>
    </message>
    <message>
        <source>All {done} epochs are done. Kept: epoch {best}, chosen by the validation part.</source>
        <translation>全部 {done} 轮已完成。保留：第 {best} 轮，由验证部分选出。</translation>
    </message>
    <message>
        <source>The epoch is done. Kept: the head that was fitted at the start, which it did not beat.</source>
        <translation>这一轮已完成。保留的是开始时拟合的分类头，这一轮没有超过它。</translation>
    </message>
    <message>
        <source> Accuracy on validation: {accuracy}.</source>
        <translation>验证准确率：{accuracy}。</translation>
    </message>
    <message>
        <source>The run ends at its next step and goes to the trash.</source>
        <translation>运行将在下一步结束并移到回收站。</translation>
    </message>
    <message>
        <source>The run is saved at its next step; it can go on later.</source>
        <translation>运行将在下一步保存，以后可以继续。</translation>
    </message>
    <message>
        <source> of epoch {epoch}</source>
        <translation>（第 {epoch} 轮）</translation>
    </message>
    <message>
        <source> of the fitted head</source>
        <translation>（拟合的分类头）</translation>
    </message>
    <message>
        <source>Training ends here. The best weights{best} are kept and scored; then the results are ready.</source>
        <translation>训练到此结束。最佳权重{best}会被保留并评分，然后就能看结果。</translation>
    </message>
    <message>
        <source>The training process is starting. It needs some seconds to load its libraries.</source>
        <translation>训练进程正在启动，载入程序库需要几秒钟。</translation>
    </message>
    <message>
        <source>Now: {phase}. Training begins after that.</source>
        <translation>现在：{phase}。之后开始训练。</translation>
    </message>
    <message>
        <source>The examples kept aside are judged with the best weights. After that, the run is done.</source>
        <translation>正在用最佳权重评判留出的样本。之后运行就结束了。</translation>
    </message>
    <message>
        <source>Epoch {epoch} is over; now the {examples} kept aside are judged. Then epoch {next} begins.</source>
        <translation>第 {epoch} 轮结束；现在评判留出的 {examples}。然后开始第 {next} 轮。</translation>
    </message>
    <message>
        <source>{count} example</source>
        <translation>{count} 个样本</translation>
    </message>
    <message>
        <source>{count} examples</source>
        <translation>{count} 个样本</translation>
    </message>
    <message>
        <source>Epoch 1 of {count}. At its end the examples kept aside are judged: the first honest number.</source>
        <translation>第 1 轮，共 {count} 轮。结束时会评判留出的样本：得到第一个可信的数字。</translation>
    </message>
    <message>
        <source>The last epoch was no better on validation; kept so far is epoch {best} ({accuracy}).</source>
        <translation>最近一轮在验证部分上没有更好；目前保留第 {best} 轮（{accuracy}）。</translation>
    </message>
    <message>
        <source>The last {count} epochs were no better on validation; kept so far is epoch {best} ({accuracy}).</source>
        <translation>最近 {count} 轮在验证部分上没有更好；目前保留第 {best} 轮（{accuracy}）。</translation>
    </message>
    <message>
        <source>The head fitted at the start is still the best ({accuracy}), after one epoch.</source>
        <translation>一轮之后，开始时拟合的分类头仍然最好（{accuracy}）。</translation>
    </message>
    <message>
        <source>The head fitted at the start is still the best ({accuracy}), after {count} epochs.</source>
        <translation>{count} 轮之后，开始时拟合的分类头仍然最好（{accuracy}）。</translation>
    </message>
    <message>
        <source>A head fitted at once answers {accuracy} of the examples kept aside right; training goes on from there.</source>
        <translation>一次性拟合的分类头答对了留出样本的 {accuracy}；训练从这里继续。</translation>
    </message>
    <message>
        <source>{count} epoch to go.</source>
        <translation>还剩 {count} 轮。</translation>
    </message>
    <message>
        <source>{count} epochs to go.</source>
        <translation>还剩 {count} 轮。</translation>
    </message>
    <message>
        <source>If that goes on for {count} more, training stops by itself and keeps the best.</source>
        <translation>如果再持续 {count} 轮，训练会自动停止并保留最佳。</translation>
    </message>
    <message>
        <source>Training goes on to epoch {last}; the best is kept in any case.</source>
        <translation>训练会进行到第 {last} 轮；无论如何都会保留最佳。</translation>
    </message>
    <message>
        <source>Another run is being trained now. Wait for its end, or finish it first.</source>
        <translation>另一次运行正在训练。请等它结束，或先结束它。</translation>
    </message>
    <message>
        <source>The pretrained weights of the chosen model are not on this computer. Download them on the Model page, or choose another model.</source>
        <translation>所选模型的预训练权重不在这台电脑上。请在模型页下载，或选择其他模型。</translation>
    </message>
    <message>
        <source>Some settings can&apos;t be used yet: see the sentences in red.</source>
        <translation>有些设置还不能用：请看红色的说明。</translation>
    </message>
    <message>
        <source>of {count} class</source>
        <translation>{count} 个类别</translation>
    </message>
    <message>
        <source>of {count} classes</source>
        <translation>{count} 个类别</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>could not be measured</source>
        <translation>无法测量</translation>
    </message>
    <message>
        <source>as set on the Layers page</source>
        <translation>按层页的设置</translation>
    </message>
    <message>
        <source>only the head learns</source>
        <translation>只有分类头学习</translation>
    </message>
    <message>
        <source>everything learns</source>
        <translation>全部学习</translation>
    </message>
    <message>
        <source>{warm} of {count} blocks and the head learn</source>
        <translation>{count} 块中的 {warm} 块和分类头学习</translation>
    </message>
    <message>
        <source>{layers}, with LoRA of rank {rank}</source>
        <translation>{layers}，用秩为 {rank} 的 LoRA</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>还不知道</translation>
    </message>
    <message>
        <source>being measured…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约 {time}</translation>
    </message>
    <message>
        <source>about {time}: what the cold layers give is kept from an earlier run</source>
        <translation>约 {time}：冷层的输出在先前的运行中已保留</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>运行的名称</translation>
    </message>
    <message>
        <source>by its date</source>
        <translation>按日期</translation>
    </message>
    <message>
        <source>Advanced: set more by hand</source>
        <translation>高级：手动设置更多</translation>
    </message>
    <message>
        <source>All automatic again</source>
        <translation>全部恢复自动</translation>
    </message>
    <message>
        <source>This is what will be trained</source>
        <translation>将要训练的内容</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>训练多久</translation>
    </message>
    <message>
        <source>In one epoch every training example is seen once. The best epoch is kept, so too many only cost time. Everything else is chosen automatically.</source>
        <translation>一轮中每个训练样本看一遍。会保留最好的一轮，所以轮次太多只是费时间。其余的都会自动选择。</translation>
    </message>
    <message>
        <source>Your data is looked through once more and the network is loaded. Your files are only read.</source>
        <translation>再查看一遍你的数据，并载入网络。你的文件只会被读取。</translation>
    </message>
    <message>
        <source>Epoch by epoch the warm layers learn. After each one the validation part, which they never learn from, says how good the model is.</source>
        <translation>暖层一轮一轮地学习。每轮之后，从不用来学习的验证部分会说明模型有多好。</translation>
    </message>
    <message>
        <source>At the end the best epoch is taken back and scored on the test part, which nothing was chosen by.</source>
        <translation>最后取回最好的一轮，并在没有用来做过任何选择的测试部分上评分。</translation>
    </message>
    <message>
        <source>What happens when you press Train</source>
        <translation>按下“训练”后会发生什么</translation>
    </message>
    <message>
        <source>You can pause, finish early or discard at any time; a power cut costs a few minutes at most.</source>
        <translation>随时可以暂停、提前结束或丢弃；断电最多损失几分钟。</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Classes and labels</source>
        <translation>类别和标签</translation>
    </message>
    <message>
        <source>End and machine</source>
        <translation>结束和机器</translation>
    </message>
    <message>
        <source>Random changes of the training pictures (augmentation)</source>
        <translation>训练图片的随机变化（数据增强）</translation>
    </message>
    <message>
        <source>Set by hand: {names}.</source>
        <translation>手动设置：{names}。</translation>
    </message>
</context>
<context>
    <name>TruthPanel</name>
    <message>
        <source>Truth and answer</source>
        <translation>真实与答案</translation>
    </message>
    <message>
        <source>All wrong ones</source>
        <translation>所有错误的</translation>
    </message>
    <message>
        <source>Click a cell to see its pictures.</source>
        <translation>点击单元格查看图片。</translation>
    </message>
    <message>
        <source>Click a cell to see its texts.</source>
        <translation>点击单元格查看其中的文本。</translation>
    </message>
</context>
<context>
    <name>TryItPage</name>
    <message>
        <source>Try it</source>
        <translation>试用</translation>
    </message>
    <message>
        <source>Show it pictures that it has never seen. They are only read.</source>
        <translation>给它看从未见过的图片。图片只会被读取。</translation>
    </message>
    <message>
        <source>Choose pictures…</source>
        <translation>选择图片…</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>A bundle folder…</source>
        <translation>导出包文件夹…</translation>
    </message>
    <message>
        <source>Choose a bundle folder</source>
        <translation>选择导出包文件夹</translation>
    </message>
    <message>
        <source>Choose pictures</source>
        <translation>选择图片</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Save all answers as a table</source>
        <translation>把所有答案存为表格</translation>
    </message>
    <message>
        <source>{name} exists already. Choose another name</source>
        <translation>{name} 已存在。请换个名称</translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation>由谁回答</translation>
    </message>
    <message>
        <source>Answers for each picture</source>
        <translation>每张图片的答案数</translation>
    </message>
    <message>
        <source>Answers each</source>
        <translation>每项答案数</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>正在作答</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Drop pictures or a folder here</source>
        <translation>把图片或文件夹拖到这里</translation>
    </message>
    <message>
        <source>For each picture you get the answers that the model thinks likeliest, and how sure it is.</source>
        <translation>对每张图片，会给出模型认为最可能的答案以及它的把握。</translation>
    </message>
    <message>
        <source>Start over</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
    <message>
        <source>One row a picture, with the probability of every class.</source>
        <translation>每张图片一行，含每个类别的概率。</translation>
    </message>
    <message>
        <source>Next: Export</source>
        <translation>下一步：导出</translation>
    </message>
    <message>
        <source>Bundle: {name}</source>
        <translation>导出包：{name}</translation>
    </message>
    <message>
        <source>This run: {name}</source>
        <translation>本次运行：{name}</translation>
    </message>
    <message>
        <source>This is the pretrained model, as it comes. It knows the 1,000 names of ImageNet, not your classes: train it to get those.</source>
        <translation>这是原样的预训练模型。它认识 ImageNet 的 1,000 个名称，而不是你的类别：训练之后才会认识。</translation>
    </message>
    <message>
        <source>Pretrained: {name}</source>
        <translation>预训练：{name}</translation>
    </message>
    <message>
        <source>Getting the model ready …</source>
        <translation>正在准备模型…</translation>
    </message>
    <message>
        <source>{done} of {total} pictures</source>
        <translation>{done} / {total} 张图片</translation>
    </message>
    <message>
        <source>{count} picture</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>{count} pictures</source>
        <translation>{count} 张图片</translation>
    </message>
    <message>
        <source>Write a text that it has never seen, or drop files. They are only read.</source>
        <translation>写一段它从未见过的文本，或拖放文件。文件只会被读取。</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose text files or tables</source>
        <translation>选择文本文件或表格</translation>
    </message>
    <message>
        <source>Answers for each text</source>
        <translation>每篇文本的答案</translation>
    </message>
    <message>
        <source>{done} of {total} texts</source>
        <translation>{done} / {total} 篇文本</translation>
    </message>
    <message>
        <source>{count} text</source>
        <translation>{count} 篇文本</translation>
    </message>
    <message>
        <source>{count} texts</source>
        <translation>{count} 篇文本</translation>
    </message>
    <message>
        <source>One row a text, with the probability of every class.</source>
        <translation>每篇文本一行，含每个类别的概率。</translation>
    </message>
    <message>
        <source>This is the pretrained model, as it comes: it has read a lot, but it doesn&apos;t know your classes. Train it to get those.</source>
        <translation>这是原样的预训练模型：它读过很多，但不认识你的类别。要得到它们，请先训练。</translation>
    </message>
    <message>
        <source>{all}, {unread} of them can&apos;t be read</source>
        <translation>{all}，其中 {unread} 项无法读取</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>The table is saved: {path}</source>
        <translation>表格已保存：{path}</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>你的文本</translation>
    </message>
    <message>
        <source>Type or paste a text …</source>
        <translation>输入或粘贴一段文本…</translation>
    </message>
    <message>
        <source>Or drop files here: a list with one text a line, a table, or texts in files or folders.</source>
        <translation>也可以把文件拖放到这里：每行一篇文本的列表、表格，或文件和文件夹中的文本。</translation>
    </message>
    <message>
        <source>The answer appears here while you write, with how sure the model is.</source>
        <translation>书写时答案会显示在这里，并说明模型有多大把握。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>one a line</source>
        <translation>每行一篇</translation>
    </message>
    <message>
        <source>one a file</source>
        <translation>每个文件一篇</translation>
    </message>
    <message>
        <source>What a text is</source>
        <translation>一篇文本是什么</translation>
    </message>
    <message>
        <source>Texts and answers</source>
        <translation>文本与答案</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>A link back to a folder that it lies in. Not followed.</source>
        <translation>指回上级文件夹的链接。不跟随。</translation>
    </message>
    <message>
        <source>A link that leads nowhere. Left out.</source>
        <translation>失效的链接。已排除。</translation>
    </message>
    <message>
        <source>And {count} more like this.</source>
        <translation>还有 {count} 个同样的。</translation>
    </message>
    <message>
        <source>Can&apos;t be read from the disk. Left out.</source>
        <translation>无法从磁盘读取。已排除。</translation>
    </message>
    <message>
        <source>Damaged, or ends too early. Left out.</source>
        <translation>已损坏或不完整。已排除。</translation>
    </message>
    <message>
        <source>Differs from &quot;{other}&quot; in upper and lower case only. They stay two classes; if they are one, mend the table.</source>
        <translation>与“{other}”只有大小写不同。仍作为两个类别；如果它们是同一类，请修正表格。</translation>
    </message>
    <message>
        <source>Disappeared while the folder was read. Left out.</source>
        <translation>读取文件夹时消失了。已排除。</translation>
    </message>
    <message>
        <source>Empty, 0 bytes. Left out.</source>
        <translation>空文件，0 字节。已排除。</translation>
    </message>
    <message>
        <source>Empty: no text in it. Left out.</source>
        <translation>空的：其中没有文本。已排除。</translation>
    </message>
    <message>
        <source>Far too large for one text. Left out.</source>
        <translation>对一篇文本来说太大了。已排除。</translation>
    </message>
    <message>
        <source>Handwritten digits</source>
        <translation>手写数字</translation>
    </message>
    <message>
        <source>Has {count} files but no class folders, so their labels are unknown. Left out.</source>
        <translation>有 {count} 个文件但没有类别文件夹，标签未知。已排除。</translation>
    </message>
    <message>
        <source>Holds several pictures, an animation or pages. The first one is used.</source>
        <translation>含多张图片（动画或多页）。使用第一张。</translation>
    </message>
    <message>
        <source>Left out by you.</source>
        <translation>由你排除。</translation>
    </message>
    <message>
        <source>Lies beside the class folders, not in one. Left out.</source>
        <translation>在类别文件夹之外。已排除。</translation>
    </message>
    <message>
        <source>Lies beside the folders train, validation and test. Left out.</source>
        <translation>在 train、validation 和 test 文件夹之外。已排除。</translation>
    </message>
    <message>
        <source>Lies beside the tables that are used. Left out.</source>
        <translation>位于所用表格的旁边。已排除。</translation>
    </message>
    <message>
        <source>LoRA can&apos;t be used here: none of the layers of {name} that shall learn is of a kind that it can add to. Train the layers themselves, or choose another model.</source>
        <translation>这里不能使用 LoRA：{name} 中要学习的层都不是它能附加的那种。请训练这些层本身，或选择其他模型。</translation>
    </message>
    <message>
        <source>May not be read by this account. Left out.</source>
        <translation>此账户无权读取。已排除。</translation>
    </message>
    <message>
        <source>Memory ran out, so samples now pass {micro} at a time. The batch of {batch} stays as it is, and so does the result; training is a little slower.</source>
        <translation>内存不够，因此样本现在一次通过 {micro} 个。{batch} 的批不变，结果也不变；训练会稍慢一些。</translation>
    </message>
    <message>
        <source>No label. Left out.</source>
        <translation>没有标签。已排除。</translation>
    </message>
    <message>
        <source>No text was found in {paths}. Choose text files, tables, or folders that hold some.</source>
        <translation>在 {paths} 中没有找到文本。请选择文本文件、表格，或含有它们的文件夹。</translation>
    </message>
    <message>
        <source>None of the samples in {folder} that the model should be judged by can be read. Check the folder.</source>
        <translation>{folder} 中用来评判模型的样本都无法读取。请检查该文件夹。</translation>
    </message>
    <message>
        <source>None of the samples to be judged can be read in {folder}. Check whether the folder or the drive is still there.</source>
        <translation>{folder} 中要评判的样本都无法读取。请检查文件夹或磁盘是否还在。</translation>
    </message>
    <message>
        <source>Not a JSON object. Left out.</source>
        <translation>不是 JSON 对象。已排除。</translation>
    </message>
    <message>
        <source>Row {row} of {file} can&apos;t be read: too few or too many values, a quote that doesn&apos;t close within 2,000,000 characters, or no JSON object. Mend it there.</source>
        <translation>{file} 的第 {row} 行无法读取：值太少或太多，有引号在 2,000,000 个字符内没有闭合，或不是 JSON 对象。请在那里修正。</translation>
    </message>
    <message>
        <source>The column {column} of {path} can&apos;t be text and label at once. Its columns are: {columns}. Choose another one.</source>
        <translation>{path} 的列 {column} 不能同时是文本和标签。它的列有：{columns}。请另选一列。</translation>
    </message>
    <message>
        <source>The column {column} of {path} has {count} different values in {rows} rows, too many to be classes (most: {most}, with several rows each). Choose the column that holds the labels.</source>
        <translation>{path} 的列 {column} 在 {rows} 行中有 {count} 个不同的值，作为类别太多了（最多 {most} 个，且每个要有几行）。请选择存放标签的列。</translation>
    </message>
    <message>
        <source>The export can&apos;t be checked: none of the {count} validation samples can be read in {folder}. Check whether the folder or the drive is still there.</source>
        <translation>导出无法检查：{folder} 中 {count} 个验证样本都无法读取。请检查文件夹或磁盘是否还在。</translation>
    </message>
    <message>
        <source>The list of the run&apos;s files, {path}, is damaged, so training and test part can&apos;t be told apart any more. Start a new run from the same data.</source>
        <translation>运行的文件列表 {path} 已损坏，因此无法再区分训练部分和测试部分。请用同样的数据开始一次新的运行。</translation>
    </message>
    <message>
        <source>The model doesn&apos;t know this class. Its {count} samples are left out.</source>
        <translation>模型不认识这个类别。其中的 {count} 个样本已排除。</translation>
    </message>
    <message>
        <source>The same as {other}, in another part. Left out here, so that the judgement stays honest.</source>
        <translation>与另一部分中的 {other} 相同。这里已排除，使评判保持可信。</translation>
    </message>
    <message>
        <source>The same as {other}. Both are used, in the same part.</source>
        <translation>与 {other} 相同。两者都会使用，并放在同一部分。</translation>
    </message>
    <message>
        <source>The same lies under another class, as {other}. Left out until you remove the wrong one.</source>
        <translation>相同的内容也在另一个类别里，即 {other}。在你去掉错误的那个之前，已排除。</translation>
    </message>
    <message>
        <source>There is no table in {folder}. Choose a file that ends in .csv, .tsv, .jsonl or .parquet, or a folder with files called train and test.</source>
        <translation>{folder} 中没有表格。请选择以 .csv、.tsv、.jsonl 或 .parquet 结尾的文件，或含有名为 train 和 test 的文件的文件夹。</translation>
    </message>
    <message>
        <source>There is not enough memory for this. Freeze more blocks, choose a smaller batch or smaller inputs, or close other programs.</source>
        <translation>内存不够。请多冻结几块，选择更小的批或更小的输入，或关闭其他程序。</translation>
    </message>
    <message>
        <source>There is nothing to answer. Name files or folders (PATH), or give a text with --text.</source>
        <translation>没有要回答的内容。请指定文件或文件夹（PATH），或用 --text 给出一段文本。</translation>
    </message>
    <message>
        <source>This class has {count} samples, but none in the training part. Left out.</source>
        <translation>这个类别有 {count} 个样本，但训练部分里一个也没有。已排除。</translation>
    </message>
    <message>
        <source>This model answers for pictures, not for texts. Choose picture files, or a model for texts.</source>
        <translation>这个模型回答的是图片，不是文本。请选择图片文件，或选择文本模型。</translation>
    </message>
    <message>
        <source>This network has batch norm, which can&apos;t learn from one sample at a time. Choose a batch size of 2 or more.</source>
        <translation>这个网络含有批归一化，不能一次只用一个样本学习。请把批大小设为 2 或更大。</translation>
    </message>
    <message>
        <source>This row has more or fewer values than the heading. Left out.</source>
        <translation>这一行的值比标题行多或少。已排除。</translation>
    </message>
    <message>
        <source>Uneven: {ratio} to 1 ({largest} has most, {smallest} fewest). Fettle will also show balanced accuracy, and can weigh the classes.</source>
        <translation>不均衡：{ratio} 比 1（{largest} 最多，{smallest} 最少）。Fettle 还会显示均衡准确率，也可以给类别加权。</translation>
    </message>
    <message>
        <source>Written &quot;{written}&quot; in {count} rows. They count for this class.</source>
        <translation>有 {count} 行写作“{written}”。它们算作这个类别。</translation>
    </message>
    <message>
        <source>{count} of {total} samples can&apos;t be used and are left out of the result. The first: {why}</source>
        <translation>{total} 个样本中有 {count} 个无法使用，不计入结果。第一个：{why}</translation>
    </message>
    <message>
        <source>{count} of {total} validation samples can&apos;t be read and are left out of the check. The first: {why}</source>
        <translation>{total} 个验证样本中有 {count} 个无法读取，不参与检查。第一个：{why}</translation>
    </message>
    <message>
        <source>{count} samples are missing or have changed since this run began. It goes on with the others, divided as before.</source>
        <translation>自这次运行开始以来，有 {count} 个样本丢失或发生了变化。它将用其余样本继续，划分不变。</translation>
    </message>
    <message>
        <source>{folder} has no sub-folders, only {count} files, so Fettle can&apos;t tell the classes apart. Sort them into one sub-folder a class, named like the class.</source>
        <translation>{folder} 没有子文件夹，只有 {count} 个文件，因此 Fettle 无法区分类别。请把它们按类别放进以类别命名的子文件夹。</translation>
    </message>
    <message>
        <source>{folder} holds several tables ({tables}), and their names don&apos;t say which are for training, validation and test. Choose one of them, or call them train, validation and test.</source>
        <translation>{folder} 含有多个表格（{tables}），从名称看不出哪些用于训练、验证和测试。请选择其中一个，或把它们命名为 train、validation 和 test。</translation>
    </message>
    <message>
        <source>{folder} is empty. Put one sub-folder a class into it, with that class&apos;s pictures or texts inside.</source>
        <translation>{folder} 是空的。请在里面为每个类别放一个子文件夹，内含该类别的图片或文本。</translation>
    </message>
    <message>
        <source>{folder} is neither a folder nor a table. Choose the folder that holds one sub-folder a class, or a table that ends in .csv, .tsv, .jsonl or .parquet.</source>
        <translation>{folder} 既不是文件夹也不是表格。请选择每类一个子文件夹的文件夹，或以 .csv、.tsv、.jsonl 或 .parquet 结尾的表格。</translation>
    </message>
    <message>
        <source>{name} is a model for pictures, but your data are of another kind. Choose another on the Model page.</source>
        <translation>{name} 是用于图片的模型，而你的数据是另一种。请在“模型”页另选一个模型。</translation>
    </message>
    <message>
        <source>{name} is a model for texts, but your data are of another kind. Choose another on the Model page.</source>
        <translation>{name} 是用于文本的模型，而你的数据是另一种。请在“模型”页另选一个模型。</translation>
    </message>
    <message>
        <source>{name} was trained without classes, so it has no answers of its own. Train it on your data first.</source>
        <translation>{name} 训练时没有类别，所以它自己没有答案。请先用你的数据训练它。</translation>
    </message>
    <message>
        <source>{path} is a {kind} model, which classifies neither pictures nor texts. Choose an image classifier, or an encoder for texts.</source>
        <translation>{path} 是 {kind} 模型，既不能给图片分类，也不能给文本分类。请选择图像分类器或文本编码器。</translation>
    </message>
    <message>
        <source>{path} lies inside the folder with your data, which Fettle never writes to. Choose another place for the bundle.</source>
        <translation>{path} 位于你的数据文件夹内，Fettle 绝不会写入那里。请为导出包另选位置。</translation>
    </message>
    <message>
        <source>{path} lies inside the folder with your data, which Fettle never writes to. Choose another place: --runs DIR.</source>
        <translation>{path} 位于你的数据文件夹内，Fettle 绝不会写入那里。请另选位置：--runs DIR。</translation>
    </message>
    <message>
        <source>Nearly black. Used as it is. If it comes from a 12 bit camera as a 16 bit file, save it again with its values spread over all 16 bits.</source>
        <translation>几乎全黑。照原样使用。如果它是 12 位相机存成的 16 位文件，请把数值扩展到整个 16 位后重新保存。</translation>
    </message>
    <message>
        <source>A quote opens in this row and never closes, or not within 2,000,000 characters. The row is left out; those below it are used.</source>
        <translation>这一行有一个引号没有闭合，或在 2,000,000 个字符内没有闭合。此行已排除；下面的行照常使用。</translation>
    </message>
    <message>
        <source>How much each depth knows can&apos;t be found out here: it takes training samples of two classes or more, and validation samples, that can be read. There are {train} and {validation}. Change the split on the Data page.</source>
        <translation>这里无法得知每个深度知道多少：需要能读取的、至少两个类别的训练样本，以及验证样本。现有 {train} 个和 {validation} 个。请在“数据”页更改划分。</translation>
    </message>
    <message>
        <source>No bundle was written, because no format passed its check. {why}</source>
        <translation>没有写出导出包，因为没有任何格式通过检查。{why}</translation>
    </message>
    <message>
        <source>No column of {path} looks like labels: a few different values, each many times. Its columns are: {columns}. Say which one holds the labels, or add one.</source>
        <translation>{path} 没有一列像标签：只有几个不同的值，每个出现多次。它的列有：{columns}。请指明哪一列是标签，或添加一列。</translation>
    </message>
    <message>
        <source>No column of {path} looks like texts. Its columns are: {columns}. Say which one holds the texts.</source>
        <translation>{path} 没有一列像文本。它的列有：{columns}。请指明哪一列是文本。</translation>
    </message>
    <message>
        <source>No format was chosen. Choose at least one of {possible}.</source>
        <translation>没有选择格式。请至少选择其一：{possible}。</translation>
    </message>
    <message>
        <source>No usable picture was found in {folder} ({count} entries were left out). Check that its sub-folders hold pictures, as PNG or JPEG for instance.</source>
        <translation>在 {folder} 中没有找到可用的图片（排除了 {count} 项）。请确认它的子文件夹中有图片，例如 PNG 或 JPEG。</translation>
    </message>
    <message>
        <source>No usable text was found in {folder} ({count} entries were left out). Check that its sub-folders hold text files, or that the columns for text and label are the right ones.</source>
        <translation>在 {folder} 中没有找到可用的文本（排除了 {count} 项）。请检查子文件夹里是否有文本文件，或文本列和标签列是否正确。</translation>
    </message>
    <message>
        <source>None of the class folders in {folder} ({found}) is a class of the model ({known}). Rename the folders to match.</source>
        <translation>{folder} 中的类别文件夹（{found}）都不是模型的类别（{known}）。请重命名文件夹使其一致。</translation>
    </message>
    <message>
        <source>Not a picture. Left out.</source>
        <translation>不是图片。已排除。</translation>
    </message>
    <message>
        <source>Not a text. Left out.</source>
        <translation>不是文本。已排除。</translation>
    </message>
    <message>
        <source>Not an ordinary file. Left out.</source>
        <translation>不是普通文件。已排除。</translation>
    </message>
    <message>
        <source>Nothing usable in this class. Left out.</source>
        <translation>这个类别里没有可用的内容。已排除。</translation>
    </message>
    <message>
        <source>Only one class with usable pictures, {label}, was found in {folder} ({count} entries were left out). Telling apart needs two: add a sub-folder with pictures of something else.</source>
        <translation>在 {folder} 中只找到一个有可用图片的类别 {label}（排除了 {count} 项）。要区分至少需要两个：请再加一个含其他图片的子文件夹。</translation>
    </message>
    <message>
        <source>Only one class with usable texts, {label}, was found in {folder} ({count} entries were left out). Telling apart needs two: add texts of something else, or choose another column for the labels.</source>
        <translation>在 {folder} 中只找到一个有可用文本的类别 {label}（排除了 {count} 项）。要区分至少需要两个：请添加其他内容的文本，或另选标签列。</translation>
    </message>
    <message>
        <source>Only {count} different pictures: too few for training, validation and test. The answers for this class mean little.</source>
        <translation>只有 {count} 张不同的图片：不够分成训练、验证和测试。此类别的答案参考意义不大。</translation>
    </message>
    <message>
        <source>Only {count} different texts: too few for training, validation and test. The answers for this class mean little.</source>
        <translation>只有 {count} 篇不同的文本：不够用于训练、验证和测试。这个类别的答案意义不大。</translation>
    </message>
    <message>
        <source>Say where the sample should go: fettle samples {name} DIR.</source>
        <translation>请说明示例放在哪里：fettle samples {name} DIR。</translation>
    </message>
    <message>
        <source>Says &quot;{value}&quot; where train, validation or test should stand. Left out.</source>
        <translation>应为 train、validation 或 test 的地方写的是“{value}”。已排除。</translation>
    </message>
    <message>
        <source>Solar cells</source>
        <translation>太阳能电池</translation>
    </message>
    <message>
        <source>Something went wrong inside Fettle ({what}). This is a mistake in the program, not yours; your files are unharmed. Copy the report and send it to the developers.</source>
        <translation>Fettle 内部出错（{what}）。这是程序的错误，不是你的；你的文件没有受损。请复制报告并发给开发者。</translation>
    </message>
    <message>
        <source>The frozen layers run in every epoch, which takes longer: what they give can&apos;t be kept. {why}</source>
        <translation>冻结层在每一轮都要重新计算,会花更多时间:无法保存它们的输出。{why}</translation>
    </message>
    <message>
        <source>The graphics device stopped working ({why}). What was saved is safe. Restart the computer, or choose the CPU, then resume.</source>
        <translation>图形设备停止工作（{why}）。已保存的内容是安全的。请重启电脑或改用 CPU，然后继续。</translation>
    </message>
    <message>
        <source>The last layer of {path} answers {given} classes and {wanted} are needed: it was replaced by a new one. All other layers have the weights of the file.</source>
        <translation>{path} 的最后一层有 {given} 个类别，而需要 {wanted} 个：已换成新的一层。其他各层使用该文件的权重。</translation>
    </message>
    <message>
        <source>The loss at step {step} was not a number. The step was undone and the learning rate multiplied by {factor} of the chosen one. If it happens again, choose a smaller learning rate.</source>
        <translation>第 {step} 步的损失不是数字。该步已撤销，学习率改为所选值的 {factor} 倍。如果再次发生，请选择更小的学习率。</translation>
    </message>
    <message>
        <source>The loss stayed without a number until step {step}, so the best weights so far (epoch {epoch}) were taken back, with a smaller learning rate.</source>
        <translation>直到第 {step} 步损失都不是数字，因此取回了目前最佳的权重（第 {epoch} 轮），并降低了学习率。</translation>
    </message>
    <message>
        <source>The model comes from the run {run}, and each sample that this run knew keeps the part that it had there, so that nothing is judged by what was learnt by heart. That leaves {train} samples for training and {validation} for validation; both are needed. Add samples that are new to the model, or begin with another one.</source>
        <translation>该模型来自运行 {run}，那次运行见过的每个样本都保留它当时所在的部分，以免用背下来的样本来评判。这样训练部分剩下 {train} 个样本，验证部分剩下 {validation} 个；两者都不能为空。请添加模型没见过的样本，或从另一个模型开始。</translation>
    </message>
    <message>
        <source>The name has bytes that are no characters. Left out; rename it to have it used.</source>
        <translation>名称中含有非字符的字节。已排除；重命名后即可使用。</translation>
    </message>
    <message>
        <source>The newest checkpoint ({names}) is damaged, so the run goes on from the one before it, at step {step}. What came after is computed again.</source>
        <translation>最新的检查点（{names}）已损坏，因此运行从前一个检查点（第 {step} 步）继续。之后的部分会重新计算。</translation>
    </message>
    <message>
        <source>The pretrained weights of {name} are not on this computer ({file}). Press Download on the Model page, or choose a file that holds them.</source>
        <translation>{name} 的预训练权重不在这台电脑上（{file}）。请在模型页按下载，或选择含有权重的文件。</translation>
    </message>
    <message>
        <source>The run {path} has no saved weights yet, so nothing can start from it. Let it train for an epoch, or choose another run.</source>
        <translation>运行 {path} 还没有保存的权重，无法从它开始。请让它训练一轮，或选择其他运行。</translation>
    </message>
    <message>
        <source>The settings can&apos;t be used: {field}: {why}.</source>
        <translation>设置无法使用：{field}：{why}。</translation>
    </message>
    <message>
        <source>The text is empty. Write something.</source>
        <translation>文本是空的。请写些内容。</translation>
    </message>
    <message>
        <source>The training process ended unexpectedly ({why}). What it had saved is safe: resume continues from the last checkpoint.</source>
        <translation>训练进程意外结束（{why}）。已保存的内容是安全的：可以从最后的检查点继续。</translation>
    </message>
    <message>
        <source>The weights in {path} don&apos;t belong to {name}: {differences}. Choose the network that they were trained with, or another file.</source>
        <translation>{path} 中的权重不属于 {name}：{differences}。请选择训练它们时所用的网络，或选择其他文件。</translation>
    </message>
    <message>
        <source>The weights of {name} could not be downloaded ({why}). Check the connection and try again, or copy the file from another computer and choose it as the weights.</source>
        <translation>无法下载 {name} 的权重（{why}）。请检查网络后重试，或从其他电脑复制文件并选作权重。</translation>
    </message>
    <message>
        <source>The weights of {name} were not downloaded: HF_HUB_OFFLINE forbids it on this computer. Choose a file that holds them, or allow downloads.</source>
        <translation>没有下载 {name} 的权重：这台电脑上的 HF_HUB_OFFLINE 禁止下载。请选择含有权重的文件，或允许下载。</translation>
    </message>
    <message>
        <source>The {count} pictures in {folder} are too few to keep some back for validation. Each class needs 2 different pictures at least, and 20 to learn anything from.</source>
        <translation>{folder} 中的 {count} 张图片太少，无法留出一部分用于验证。每个类别至少需要 2 张不同的图片，要学到东西则需 20 张。</translation>
    </message>
    <message>
        <source>The {count} texts in {folder} are too few to keep some back for validation. Each class needs 2 different texts at least, and 20 to learn anything from.</source>
        <translation>{folder} 中的 {count} 篇文本太少，无法留出一些用于验证。每个类别至少需要 2 篇不同的文本，要学到东西需要 20 篇。</translation>
    </message>
    <message>
        <source>The {format} file gives other answers than the model (a probability differs by {difference}, {tolerance} is allowed), so it was removed. Choose another format.</source>
        <translation>{format} 文件给出的答案与模型不同（概率相差 {difference}，允许 {tolerance}），因此已删除。请选择其他格式。</translation>
    </message>
    <message>
        <source>The {format} file was written but could not be used again, so it was removed. {why}</source>
        <translation>{format} 文件已写出但无法再使用，因此已删除。{why}</translation>
    </message>
    <message>
        <source>There are no pictures in {paths}. Choose a picture, or a folder with pictures in it.</source>
        <translation>{paths} 中没有图片。请选择图片，或含有图片的文件夹。</translation>
    </message>
    <message>
        <source>There is no class number {index}: the model knows {count}, counted from 0.</source>
        <translation>没有编号为 {index} 的类别：模型认识 {count} 个，从 0 数起。</translation>
    </message>
    <message>
        <source>There is no data to train on. Name a folder that has one sub-folder a class: --data DIR.</source>
        <translation>没有可训练的数据。请指定每个类别一个子文件夹的文件夹：--data DIR。</translation>
    </message>
    <message>
        <source>There is no model called {entry}{hint}. Choose one from the table of models, or a model file or folder that exists.</source>
        <translation>没有名为 {entry} 的模型{hint}。请从模型表中选择，或选择存在的模型文件或文件夹。</translation>
    </message>
    <message>
        <source>There is no room left on the disk that holds {path}. Free some space, then resume: nothing saved is lost.</source>
        <translation>{path} 所在的磁盘已满。请腾出空间后继续：已保存的内容没有丢失。</translation>
    </message>
    <message>
        <source>There is no sample called {sample}. The samples are: {known}.</source>
        <translation>没有名为 {sample} 的示例。现有示例：{known}。</translation>
    </message>
    <message>
        <source>There is no such export format: {names}. Choose from: {possible}.</source>
        <translation>没有这种导出格式：{names}。可选：{possible}。</translation>
    </message>
    <message>
        <source>This network can&apos;t be written as {format} ({why}). The other formats don&apos;t depend on it: choose one of those.</source>
        <translation>这个网络无法写成 {format}（{why}）。其他格式不受影响：请选择其他格式。</translation>
    </message>
    <message>
        <source>This run is being worked on by another process ({pid}). Wait for it, or stop it there.</source>
        <translation>另一个进程（{pid}）正在处理这次运行。请等它完成，或在那里停止它。</translation>
    </message>
    <message>
        <source>This sample comes with the package {package}, which is not installed here.</source>
        <translation>这个示例随软件包 {package} 提供，此处未安装。</translation>
    </message>
    <message>
        <source>This table has no column {column}. Left out.</source>
        <translation>这个表格没有列 {column}。已排除。</translation>
    </message>
    <message>
        <source>Too many pixels to be opened safely. Left out; a smaller version of it would be used.</source>
        <translation>像素太多，无法安全打开。已排除；换成较小的版本即可使用。</translation>
    </message>
    <message>
        <source>Training fell apart at step {step}: the loss is not a number any more. The learning rate of {lr} is probably too high. Start again with a tenth of it, or with Automatic.</source>
        <translation>训练在第 {step} 步失控：损失不再是数字。学习率 {lr} 可能太高。请用它的十分之一或“自动”重新开始。</translation>
    </message>
    <message>
        <source>What the frozen layers give is held in memory in this run, but can&apos;t be kept for the next one. {why}</source>
        <translation>本次运行把冻结层的输出放在内存里,但无法留给下一次运行使用。{why}</translation>
    </message>
    <message>
        <source>{asked} was asked for but is not there, so the CPU is used: this takes much longer. Check the graphics driver, or go on if the time left suits you.</source>
        <translation>要求使用 {asked}，但这里没有，因此使用 CPU：会慢很多。请检查显卡驱动；如果能接受所需时间，也可以继续。</translation>
    </message>
    <message>
        <source>{count} files were skipped: their names have bytes that are no characters. Rename them.</source>
        <translation>跳过了 {count} 个文件：它们的名称含有非字符的字节。请重命名。</translation>
    </message>
    <message>
        <source>{count} of its files lie in folders further inside. They count for this class.</source>
        <translation>其中 {count} 个文件在更深的文件夹里，也算作此类别。</translation>
    </message>
    <message>
        <source>{device} can&apos;t compute in {precision}. Choose one of: {possible}.</source>
        <translation>{device} 不能用 {precision} 计算。可选：{possible}。</translation>
    </message>
    <message>
        <source>{file} can&apos;t be read from the disk. Check the drive, or copy the file to another one.</source>
        <translation>无法从磁盘读取 {file}。请检查磁盘，或把文件复制到其他磁盘。</translation>
    </message>
    <message>
        <source>{file} could not be read this time and was left out of its batch. {why}</source>
        <translation>这次无法读取 {file}，已从该批中排除。{why}</translation>
    </message>
    <message>
        <source>{file} does not exist any more. Check the name, or whether the drive is connected.</source>
        <translation>{file} 已不存在。请检查名称，或磁盘是否已连接。</translation>
    </message>
    <message>
        <source>{file} has no row {row} any more. The table was changed; look through the data again.</source>
        <translation>{file} 已经没有第 {row} 行了。表格被改动过；请重新查看数据。</translation>
    </message>
    <message>
        <source>{file} has too many pixels to be opened safely. Save a smaller version of it.</source>
        <translation>{file} 像素太多，无法安全打开。请保存一个较小的版本。</translation>
    </message>
    <message>
        <source>{file} is damaged or incomplete and can&apos;t be shown. Copy it again from where it came from.</source>
        <translation>{file} 已损坏或不完整，无法显示。请从来源处重新复制。</translation>
    </message>
    <message>
        <source>{file} is empty (0 bytes). Copy it again from where it came from.</source>
        <translation>{file} 是空的（0 字节）。请从来源处重新复制。</translation>
    </message>
    <message>
        <source>{file} is empty: no text is left without white space and headings. Leave it out, or write something.</source>
        <translation>{file} 是空的：去掉空白和标题后没有文本。请排除它，或写些内容。</translation>
    </message>
    <message>
        <source>{file} is far larger than any text that a model reads. Cut it into texts of their own.</source>
        <translation>{file} 远大于模型能读的任何文本。请把它分成若干篇。</translation>
    </message>
    <message>
        <source>{file} is not a picture in a format that Fettle knows. Save it as PNG or JPEG.</source>
        <translation>{file} 不是 Fettle 认识的图片格式。请存为 PNG 或 JPEG。</translation>
    </message>
    <message>
        <source>{file} is not a text. Fettle reads plain text, mails and HTML; save documents of other programs as plain text.</source>
        <translation>{file} 不是文本。Fettle 能读纯文本、邮件和 HTML；请把其他程序的文档另存为纯文本。</translation>
    </message>
    <message>
        <source>{file} may not be read by this account. Change the file&apos;s permissions, or leave it out.</source>
        <translation>此账户无权读取 {file}。请更改文件权限，或排除它。</translation>
    </message>
    <message>
        <source>{folder} can&apos;t be reached any more: it was moved, deleted or unplugged while Fettle read it. Bring it back and start again.</source>
        <translation>无法再访问 {folder}：在 Fettle 读取时它被移动、删除或拔出了。请恢复后重新开始。</translation>
    </message>
    <message>
        <source>{folder} does not exist. Check the name, or whether the drive is connected.</source>
        <translation>{folder} 不存在。请检查名称，或磁盘是否已连接。</translation>
    </message>
    <message>
        <source>{folder} has classes that the model doesn&apos;t know: {unknown}. It knows {known}. Give the folders those names, or take the others out.</source>
        <translation>{folder} 中有模型不认识的类别：{unknown}。它认识 {known}。请按这些名称命名文件夹，或去掉其他的。</translation>
    </message>
    <message>
        <source>{folder} holds nothing but the folder {inner}, and that one holds {count} folders. Choose {inner} instead.</source>
        <translation>{folder} 中只有文件夹 {inner}，而后者含有 {count} 个文件夹。请改选 {inner}。</translation>
    </message>
    <message>
        <source>{folder} may not be read by this account. Change its permissions, or copy the data elsewhere.</source>
        <translation>此账户无权读取 {folder}。请更改权限，或把数据复制到别处。</translation>
    </message>
    <message>
        <source>{name} can&apos;t get a new last layer for your classes, because it has none of a usual kind. Choose another model.</source>
        <translation>{name} 无法换上适合你的类别的新分类头，因为它的最后一层不是常见的类型。请选择其他模型。</translation>
    </message>
    <message>
        <source>{name} can&apos;t work on pictures of {size_px} x {size_px} pixels ({why}). Choose another size, or leave the size to the model.</source>
        <translation>{name} 不能处理 {size_px} x {size_px} 像素的图片（{why}）。请选择其他大小，或由模型决定。</translation>
    </message>
    <message>
        <source>{name} has no layer that still knows where things are in the picture, so there is no heat map for it.</source>
        <translation>{name} 没有保留图片位置信息的层，因此没有热力图。</translation>
    </message>
    <message>
        <source>{name} has no tokenizer beside its weights ({file}), so nobody knows how it reads texts. Copy the tokenizer&apos;s files from where the model came from.</source>
        <translation>{name} 的权重旁边没有分词器（{file}），因此无从知道它怎样读文本。请从模型的来源处复制分词器文件。</translation>
    </message>
    <message>
        <source>{name} is made for continuing texts, one at a time: it has no token that fills up shorter texts of a batch, so it can&apos;t be trained to classify here. Choose an encoder such as BERT or RoBERTa.</source>
        <translation>{name} 是用来续写文本的，一次一篇：它没有用于补齐批中较短文本的词元，因此不能在这里训练分类。请选择 BERT 或 RoBERTa 之类的编码器。</translation>
    </message>
    <message>
        <source>{name} is not something to download: its weights come with Fettle or lie on this computer.</source>
        <translation>{name} 不需要下载：它的权重随 Fettle 提供，或已在这台电脑上。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be read as weights ({why}). It may be damaged or only partly copied: copy it again, or choose another file.</source>
        <translation>无法把 {path} 作为权重读取（{why}）。它可能已损坏或没有复制完整：请重新复制，或选择其他文件。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be written to ({why}). Choose another folder.</source>
        <translation>无法写入 {path}（{why}）。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} does not exist. Check the name, or whether the drive is connected.</source>
        <translation>{path} 不存在。请检查名称，或磁盘是否已连接。</translation>
    </message>
    <message>
        <source>{path} exists already and will not be overwritten. Choose another name.</source>
        <translation>{path} 已存在，不会被覆盖。请换个名称。</translation>
    </message>
    <message>
        <source>{path} has no column {column}. Its columns are: {columns}. Choose one of them.</source>
        <translation>{path} 没有列 {column}。它的列有：{columns}。请选择其中之一。</translation>
    </message>
    <message>
        <source>{path} holds the model only as model.pt2. Such a file can carry program code, so Fettle doesn&apos;t open it. Export the model as ONNX or safetensors.</source>
        <translation>{path} 中的模型只有 model.pt2。这种文件可能带有程序代码，因此 Fettle 不打开它。请把模型导出为 ONNX 或 safetensors。</translation>
    </message>
    <message>
        <source>{path} holds weights, but not which network they belong to. Choose the network in the table of models and this file as its weights.</source>
        <translation>{path} 含有权重，但没有说明属于哪个网络。请在模型表中选择网络，并把此文件选作它的权重。</translation>
    </message>
    <message>
        <source>{path} is a {kind} model, of which no text classifier can be made. Choose an encoder such as BERT or RoBERTa.</source>
        <translation>{path} 是 {kind} 模型，无法做成文本分类器。请选择 BERT 或 RoBERTa 之类的编码器。</translation>
    </message>
    <message>
        <source>{path} is complete: there is nothing to resume. To train on, start a new run with --model {path}.</source>
        <translation>{path} 已完成：没有可继续的内容。要接着训练，请用 --model {path} 开始新的运行。</translation>
    </message>
    <message>
        <source>{path} is damaged or not what it should be ({why}).</source>
        <translation>{path} 已损坏或内容不符（{why}）。</translation>
    </message>
    <message>
        <source>{path} is damaged, or not a table of the kind that its name says. Save it again as CSV or Parquet.</source>
        <translation>{path} 已损坏，或不是其名称所说的那种表格。请重新保存为 CSV 或 Parquet。</translation>
    </message>
    <message>
        <source>{path} is empty: no row can be read. Save the table again from where it came from.</source>
        <translation>{path} 是空的：没有一行可以读取。请从来源处重新保存表格。</translation>
    </message>
    <message>
        <source>{path} is longer than a name may be on this system. Choose a shorter one.</source>
        <translation>{path} 超过了此系统允许的名称长度。请换一个较短的名称。</translation>
    </message>
    <message>
        <source>{path} is not a model that Fettle knows: it has no model.json, no config.json and no run.json. Choose a saved model, a Hugging Face model folder or a run.</source>
        <translation>{path} 不是 Fettle 认识的模型：没有 model.json、config.json 和 run.json。请选择已保存的模型、Hugging Face 模型文件夹或一次运行。</translation>
    </message>
    <message>
        <source>{path} needs program code of its own to run, and Fettle runs no code from model folders. Choose a model of a kind that is built in.</source>
        <translation>{path} 需要自带的程序代码才能运行，而 Fettle 不运行模型文件夹中的代码。请选择内置类型的模型。</translation>
    </message>
    <message>
        <source>{path} was not opened: it holds program code beside the weights ({what}), and code from a file could do anything. Ask for the weights alone, best as .safetensors.</source>
        <translation>没有打开 {path}：除权重外它还含有程序代码（{what}），而文件中的代码可能做任何事。请索取只含权重的文件，最好是 .safetensors。</translation>
    </message>
    <message>
        <source>{path} was written by a newer Fettle. Update Fettle to open it.</source>
        <translation>{path} 由更新版本的 Fettle 写出。请更新 Fettle 后再打开。</translation>
    </message>
    <message>
        <source>{path} would need room for {needed_mb} MB. At most half of the free disk is used for this, and 20 GB. Free some space, or freeze more blocks: what they give gets smaller toward the head.</source>
        <translation>{path} 需要 {needed_mb} MB 的空间。最多使用磁盘剩余空间的一半,并且不超过 20 GB。请腾出一些空间,或者冻结更多的块:越靠近分类头,输出越小。</translation>
    </message>
    <message>
        <source>{setting} is not a setting. Write it as name=value, for instance training.lr=0.01.</source>
        <translation>{setting} 不是设置。请写成 名称=值，例如 training.lr=0.01。</translation>
    </message>
    <message>
        <source>{source} can&apos;t show what it looked at: that needs the network itself, and here is only its ONNX file. Export with safetensors too, or open the run.</source>
        <translation>{source} 无法显示它看的是哪里：这需要网络本身，而这里只有它的 ONNX 文件。请同时导出 safetensors，或打开那次运行。</translation>
    </message>
</context>
</TS>
